import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  countDisproves,
  defaultWeights,
  partialRejectionEvent,
  rejectionEvent,
  reopensAt,
} from '../../../domain/performance/events.ts';
import { scoreAt, defaultCreditPolicy } from '../../../domain/performance/credit.ts';

const day = 86_400_000;
const reasons = ['OUT_OF_STOCK', 'QUANTITY_MISMATCH', 'DAMAGED', 'TOO_BUSY', 'STORE_CLOSED', 'OTHER'] as const;

describe('what an event counts', () => {
  test('honest early answers cost no more than silence, silence no more than giving up, disproved claims most', () => {
    for (const reason of reasons)
      expect(defaultWeights[rejectionEvent(reason)]).toBeGreaterThan(defaultWeights.EXPIRED);
    expect(defaultWeights.GAVE_UP).toBeLessThan(defaultWeights.EXPIRED);
    expect(Math.min(...Object.values(defaultWeights))).toBe(defaultWeights.COUNT_DISPROVED);
  });
  test('missing goods are no fault; being busy is a mild one; of a partial answer the heaviest reason counts', () => {
    expect(defaultWeights[rejectionEvent('DAMAGED')]).toBe(0);
    expect(defaultWeights[rejectionEvent('TOO_BUSY')]).toBeLessThan(0);
    expect(partialRejectionEvent(['DAMAGED', 'TOO_BUSY'])).toBe('REJECTED');
    expect(partialRejectionEvent(['TOO_BUSY', 'DAMAGED'])).toBe('REJECTED');
    expect(partialRejectionEvent([])).toBeNull();
  });
});

test('a count disproves "not here" when it finds all there should be; without such a claim it proves nothing', () => {
  const claimed = { onHand: 2, inDoubt: 3 };
  expect([4, 5, 6].map((counted) => countDisproves(claimed, counted))).toEqual([false, true, true]);
  expect(countDisproves({ onHand: 2, inDoubt: 0 }, 2)).toBe(false);
});

describe('a store that says it is closed', () => {
  const week = [
    { fromAt: 100, toAt: 200 },
    { fromAt: 300, toAt: 400 },
  ];
  test('within its hours is asked again at its next opening, from its first minute to its last', () => {
    expect([100, 150, 199].map((at) => reopensAt(week, at))).toEqual([300, 300, 300]);
  });
  test('outside its hours at the next opening; without one a day later', () => {
    expect([99, 200, 250].map((at) => reopensAt(week, at))).toEqual([100, 300, 300]);
    expect([350, 400].map((at) => reopensAt(week, at))).toEqual([350 + day, 400 + day]);
  });
});

describe('the score', () => {
  const entries = fc.array(
    fc.record({ at: fc.integer({ min: 0, max: 400 * day }), weight: fc.integer({ min: -15, max: 3 }) }),
    { maxLength: 60 },
  );
  test('stays between 0 and 100 and does not depend on the order of the entries', () => {
    fc.assert(
      fc.property(entries, (some) => {
        const score = scoreAt(some, 400 * day, defaultCreditPolicy);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(scoreAt(some.toReversed(), 400 * day, defaultCreditPolicy)).toBeCloseTo(score, 9);
      }),
    );
  });
  test('without events it is the base; an event loses half in a half-life; later events do not count', () => {
    expect(scoreAt([], 0, defaultCreditPolicy)).toBe(80);
    const sin = [{ at: 10 * day, weight: -8 }];
    expect([9, 10, 40, 70].map((n) => scoreAt(sin, n * day, defaultCreditPolicy))).toEqual([80, 72, 76, 78]);
  });
  test('a good event never lowers it, a bad one never raises it', () => {
    fc.assert(
      fc.property(entries, fc.integer({ min: -15, max: 3 }), (some, weight) => {
        const before = scoreAt(some, 400 * day, defaultCreditPolicy);
        const after = scoreAt([...some, { at: 399 * day, weight }], 400 * day, defaultCreditPolicy);
        expect(Math.sign(after - before) * Math.sign(weight)).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});
