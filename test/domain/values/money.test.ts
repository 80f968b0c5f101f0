import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { apportion, proRataRefund, sum } from '../../../domain/values/money.ts';

const amount = fc.maxSafeInteger();
const weights = fc.array(fc.maxSafeNat(), { minLength: 1, maxLength: 12 });

describe('spreading an amount', () => {
  test('the odd cent goes to the earlier line when two have an equal claim', () => {
    expect(apportion(100, [1, 1, 1])).toEqual([34, 33, 33]);
    expect(apportion(1, [5, 5])).toEqual([1, 0]);
  });

  test('the odd cent goes first to the line with the larger claim to it', () => {
    expect(apportion(100, [1, 2])).toEqual([33, 67]);
    expect(apportion(10, [0, 3, 4])).toEqual([0, 4, 6]);
  });

  test('lines that are all free share by quantity, and equally when even that is missing', () => {
    expect(apportion(90, [0, 0], [2, 1])).toEqual([60, 30]);
    expect(apportion(5, [0, 0], [0, 0])).toEqual([3, 2]);
    expect(apportion(5, [0, 0])).toEqual([3, 2]);
  });

  test('nothing to spread is nothing each, and something over no line is an error', () => {
    expect(apportion(0, [3, 4])).toEqual([0, 0]);
    expect(apportion(0, [])).toEqual([]);
    expect(() => apportion(1, [])).toThrow(RangeError);
  });

  test('half cents, negative weights and numbers too large to be exact are refused', () => {
    for (const bad of [0.5, 2 ** 53, Number.NaN, Infinity]) expect(() => apportion(bad, [1])).toThrow(RangeError);
    expect(() => apportion(1, [1.5])).toThrow(RangeError);
    expect(() => apportion(1, [-1, 2])).toThrow(RangeError);
  });

  test('the parts always add up to the amount, up to the largest amount there is', () => {
    fc.assert(
      fc.property(amount, weights, (amountMinor, claims) => {
        const parts = apportion(amountMinor, claims);
        expect(parts).toHaveLength(claims.length);
        expect(parts.reduce((total, part) => total + BigInt(part), 0n)).toBe(BigInt(amountMinor));
      }),
    );
  });

  test('each part is the exact one, rounded up or down, and a line without a claim gets nothing', () => {
    fc.assert(
      fc.property(
        fc.maxSafeNat(),
        weights.filter((claims) => claims.some((claim) => claim > 0)),
        (amountMinor, claims) => {
          const total = claims.reduce((all, claim) => all + BigInt(claim), 0n);
          apportion(amountMinor, claims).forEach((part, at) => {
            const down = (BigInt(amountMinor) * BigInt(claims[at] ?? 0)) / total;
            expect([down, claims[at] === 0 ? down : down + 1n]).toContain(BigInt(part));
          });
        },
      ),
    );
  });

  test('taking an amount back gives the same parts with the other sign', () => {
    fc.assert(
      fc.property(amount, weights, (amountMinor, claims) => {
        expect(apportion(-amountMinor, claims)).toEqual(apportion(amountMinor, claims).map((part) => 0 - part));
      }),
    );
  });
});

describe('refunding part of an amount', () => {
  test('three units for 100: 33, 33, then 34 for the last', () => {
    expect([0, 1, 2].map((already) => proRataRefund(100, { quantity: 3, already, more: 1 }))).toEqual([33, 33, 34]);
    expect(proRataRefund(100, { quantity: 3, already: 1, more: 2 })).toBe(67);
  });

  test('more units than were bought cannot be refunded', () => {
    for (const impossible of [
      { quantity: 2, already: 1, more: 2 },
      { quantity: 0, already: 0, more: 0 },
      { quantity: 2, already: -1, more: 1 },
      { quantity: 2, already: 0, more: -1 },
    ]) {
      expect(() => proRataRefund(100, impossible)).toThrow(RangeError);
    }
  });

  test('refunds of any cut add up to the amount, none of the wrong sign; its negative gives negative refunds', () => {
    fc.assert(
      fc.property(
        amount,
        fc
          .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 8 })
          .filter((steps) => steps.some((step) => step > 0)),
        (shareMinor, steps) => {
          const quantity = steps.reduce((all, step) => all + step, 0);
          let already = 0;
          let refunded = 0n;
          for (const more of steps) {
            const refund = proRataRefund(shareMinor, { quantity, already, more });
            expect(refund * Math.sign(shareMinor)).toBeGreaterThanOrEqual(0);
            expect(proRataRefund(-shareMinor, { quantity, already, more })).toBe(0 - refund);
            refunded += BigInt(refund);
            already += more;
          }
          expect(refunded).toBe(BigInt(shareMinor));
        },
      ),
    );
  });
});

test('a total too large to be exact is refused rather than rounded', () => {
  expect(sum([1, 2, -4])).toBe(-1);
  expect(sum([])).toBe(0);
  expect(() => sum([Number.MAX_SAFE_INTEGER, 1])).toThrow(RangeError);
});

test('where no weight counts, the other weights do, also when only one of them is more than 0', () => {
  expect(apportion(10, [0, 0], [0, 5])).toEqual([0, 10]);
  expect(apportion(10, [0, 0], [0, 0])).toEqual([5, 5]);
});

test('there is no refund of nothing of nothing', () => {
  expect(() => proRataRefund(100, { quantity: 0, already: 0, more: 0 })).toThrow('No refund of 0 after 0 of 0 units');
});
