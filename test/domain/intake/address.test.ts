// When a carrier can use an address, and the place that routing makes of it.
import { describe, expect, test } from '@jest/globals';
import { destinationOf, isComplete, withRecipient } from '../../../domain/intake/address.ts';

const berlin = { name: 'Ada', phone: '030 1', city: 'Berlin', line: 'Road 1', postcode: '10115', country: 'DE' };
const hangzhou = { name: 'Lin', phone: '139', province: 'Zhejiang', city: 'Hangzhou', line: 'Road 1' };

describe('an address is complete', () => {
  test('in a country without provinces when it names none, there or by the country of the channel', () => {
    expect(isComplete(berlin, 'CN')).toBe(true);
    expect(isComplete({ ...berlin, country: null }, 'DE')).toBe(true);
  });
  test('in a country with provinces only with one', () => {
    expect(isComplete(hangzhou, 'CN')).toBe(true);
    expect(isComplete({ ...hangzhou, province: null }, 'CN')).toBe(false);
    expect(isComplete({ ...berlin, country: 'US' }, 'DE')).toBe(false);
    expect(isComplete({ ...hangzhou, province: '  ' }, 'CN')).toBe(false);
  });
  test.each(['name', 'phone', 'city', 'line'])('only with its %s', (part) => {
    expect(isComplete({ ...berlin, [part]: null }, 'DE')).toBe(false);
    expect(isComplete({ ...berlin, [part]: ' ' }, 'DE')).toBe(false);
  });
  test('only when there is one', () => {
    expect(isComplete(null, 'DE')).toBe(false);
  });
});

describe('the destination', () => {
  test('of an address without a province has its city for it; where provinces are needed it is unknown', () => {
    expect(destinationOf(berlin, 'CN')).toEqual({
      province: 'berlin',
      city: 'berlin',
      district: null,
      latitude: null,
      longitude: null,
    });
    expect(destinationOf({ ...berlin, country: 'CN' }, 'DE')).toBeNull();
  });
  test('keeps province, district and coordinates, and nothing personal', () => {
    expect(destinationOf({ ...hangzhou, district: 'Xihu', latitude: 30.2, longitude: 120.1 }, 'CN')).toEqual({
      province: 'zhejiang',
      city: 'hangzhou',
      district: 'xihu',
      latitude: 30.2,
      longitude: 120.1,
    });
  });
  test('without a city, or an address, is unknown', () => {
    expect(destinationOf({ ...hangzhou, city: null }, 'CN')).toBeNull();
    expect(destinationOf(null, 'CN')).toBeNull();
  });
});

test('the buyer receives the parcel where the address names nobody', () => {
  const buyer = { name: 'Ada', phone: '030 1' };
  expect(withRecipient({ city: 'Berlin' }, buyer)).toEqual({ city: 'Berlin', name: 'Ada', phone: '030 1' });
  expect(withRecipient({ name: 'Neighbour', phone: ' ' }, buyer)).toEqual({ name: 'Neighbour', phone: '030 1' });
});
