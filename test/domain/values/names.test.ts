// Names that people and platforms write in more than one way.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { orderNumberKey, productCode } from '../../../domain/values/names.ts';

describe('a product', () => {
  test.each([
    ['A1 ', 'A1'],
    ['\u00a0A1\t', 'A1'],
    ['Ａ１－Ｂ', 'A1-B'],
    ['MUSIC/CD  12', 'MUSIC/CD 12'],
    ['M＆L', 'M&L'],
    ['Gro\u0308\u00dfe#3', 'Größe#3'],
  ])('written %j is %j', (written, code) => {
    expect(productCode(written)).toBe(code);
  });
  test.each(['a1', 'A+B', 'A/B', 'A#B', 'A B', 'A|B', '衣服-红'])('%j stays as it is', (code) => {
    expect(productCode(code)).toBe(code);
  });
});

describe('an order number', () => {
  test.each(['1001', ' 1001', '1001 ', '#1001', '# 1001', '＃１００１'])('written %j is 1001', (written) => {
    expect(orderNumberKey(written)).toBe('1001');
  });
  test('capitals, and signs within it, make another number; a lone # is one', () => {
    expect(new Set(['ab1', 'AB1', 'a#b1', 'a-b1', '#'].map(orderNumberKey)).size).toBe(5);
  });
});

test('a canonical form stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (written) => {
      const code = productCode(written);
      expect(productCode(code)).toBe(code);
    }),
  );
});
