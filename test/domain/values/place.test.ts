import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { placeName, samePlace } from '../../../domain/values/place.ts';

test.each([
  ['São Paulo', 'SAO  PAULO '],
  ['Zhejiang', ' zhejiang'],
  ['São Luís', 'Sa\u0303o Lui\u0301s'],
  ['ＺＪ', 'ZJ'],
  ['İzmir', 'izmir'],
  ['Zürich', 'zurich'],
])('%s and %s are one place', (one, other) => {
  expect(samePlace(one, other)).toBe(true);
});

test.each([
  ['浙江省', '江苏省'],
  ['ガ', 'カ'],
  ['서울', '서우'],
  ['Paraná', 'Pará'],
])('%s and %s are two', (one, other) => {
  expect(samePlace(one, other)).toBe(false);
});

test('a name in the form in which names compare stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (written) => {
      expect(placeName(placeName(written))).toBe(placeName(written));
    }),
  );
});
