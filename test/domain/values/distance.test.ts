import { expect, test } from '@jest/globals';
import { distanceKm } from '../../../domain/values/distance.ts';

const hangzhou = { latitude: 30.2741, longitude: 120.1551 };
const shanghai = { latitude: 31.2304, longitude: 121.4737 };

test('from Hangzhou to Shanghai it is about 165 km, there and back alike; to itself 0', () => {
  expect(distanceKm(hangzhou, shanghai)).toBeCloseTo(164.5, 0);
  expect(distanceKm(shanghai, hangzhou)).toBeCloseTo(distanceKm(hangzhou, shanghai), 9);
  expect(distanceKm(hangzhou, hangzhou)).toBe(0);
});

test('half around the earth is the longest way, also over the date line', () => {
  expect(distanceKm({ latitude: 0, longitude: 0 }, { latitude: 0, longitude: 180 })).toBeCloseTo(20_015, 0);
  expect(distanceKm({ latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 })).toBeCloseTo(111.2, 0);
});
