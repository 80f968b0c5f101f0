import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addOpenSeconds, nextOpening, openNow, openSecondsBetween } from '../../../domain/values/time.ts';
import { offerDeadline } from '../../../domain/promise/offer-deadline.ts';

const hour = 3_600_000;
const at = (day: number, hours: number, minutes = 0) => day * 24 * hour + hours * hour + minutes * 60_000;
const nineToNine = [0, 1, 2].map((day) => ({ fromAt: at(day, 9), toAt: at(day, 21) }));

describe('open time', () => {
  test('a shop is open from its opening on and closed at its closing', () => {
    expect(openNow(nineToNine, at(0, 9))).toBe(true);
    expect(openNow(nineToNine, at(0, 21))).toBe(false);
    expect(nextOpening(nineToNine, at(0, 12))).toBe(at(0, 12));
    expect(nextOpening(nineToNine, at(0, 21))).toBe(at(1, 9));
    expect(nextOpening(nineToNine, at(2, 21))).toBeNull();
    expect(nextOpening([], 0)).toBeNull();
  });

  test('an hour that begins at half past eight in the evening ends at half past nine the next morning', () => {
    expect(addOpenSeconds(nineToNine, at(0, 20, 30), 3600)).toBe(at(1, 9, 30));
    expect(addOpenSeconds(nineToNine, at(0, 23), 3600)).toBe(at(1, 10));
    expect(addOpenSeconds(nineToNine, at(0, 20), 3600)).toBe(at(0, 21));
    expect(addOpenSeconds(nineToNine, at(2, 20), 3601)).toBeNull();
    expect(addOpenSeconds(nineToNine, at(0, 21), 0)).toBe(at(1, 9));
  });

  test('waiting so many open seconds passes exactly so many open seconds', () => {
    const intervals = fc
      .array(fc.tuple(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 5000 })), { maxLength: 8 })
      .map((gaps) => {
        let end = 0;
        return gaps.map(([closed, open]) => ({ fromAt: (end += closed * 1000), toAt: (end += open * 1000) }));
      });
    fc.assert(
      fc.property(intervals, fc.nat(20_000_000), fc.nat(20_000), (open, fromAt, seconds) => {
        const endsAt = addOpenSeconds(open, fromAt, seconds);
        if (endsAt === null)
          expect(openSecondsBetween(open, fromAt, Number.MAX_SAFE_INTEGER)).toBeLessThan(Math.max(seconds, 0.001));
        else expect(openSecondsBetween(open, fromAt, endsAt)).toBeCloseTo(seconds, 6);
      }),
    );
  });
});

describe('until when a location may answer an offer', () => {
  const timing = {
    now: at(0, 12),
    intervals: nineToNine,
    policy: { offerSeconds: 1800, minOfferSeconds: 300 },
    shipByAt: null,
    handlingSeconds: 7200,
  };

  test('half an hour by policy, counted only while it is open', () => {
    expect(offerDeadline(timing)).toBe(at(0, 12, 30));
    expect(offerDeadline({ ...timing, now: at(0, 20, 50) })).toBe(at(1, 9, 20));
    expect(offerDeadline({ ...timing, now: at(0, 3) })).toBe(at(0, 9, 30));
  });

  test('shorter when the parcel must leave soon, but never shorter than the minimum', () => {
    expect(offerDeadline({ ...timing, shipByAt: at(0, 14, 20) })).toBe(at(0, 12, 20));
    expect(offerDeadline({ ...timing, shipByAt: at(0, 14, 1) })).toBe(at(0, 12, 5));
    expect(offerDeadline({ ...timing, shipByAt: at(0, 8) })).toBe(at(0, 12, 5));
    expect(offerDeadline({ ...timing, shipByAt: at(2, 8) })).toBe(at(0, 12, 30));
  });

  test('no deadline where it never opens; the last known closing where it does not open long enough', () => {
    expect(offerDeadline({ ...timing, intervals: [] })).toBeNull();
    expect(offerDeadline({ ...timing, now: at(2, 21) })).toBeNull();
    expect(offerDeadline({ ...timing, now: at(2, 20, 50) })).toBe(at(2, 21));
  });

  test('it always lies after now, in open time or at a closing, and a longer policy never shortens it', () => {
    fc.assert(
      fc.property(fc.nat(at(2, 20)), fc.nat(20_000), fc.option(fc.nat(at(3, 0))), (now, offerSeconds, shipByAt) => {
        const one = { ...timing, now, shipByAt, policy: { offerSeconds, minOfferSeconds: 60 } };
        const deadline = offerDeadline(one) ?? 0;
        expect(deadline).toBeGreaterThan(now);
        expect(openNow(nineToNine, deadline - 1)).toBe(true);
        expect(
          offerDeadline({ ...one, policy: { offerSeconds: offerSeconds + 60, minOfferSeconds: 60 } }),
        ).toBeGreaterThanOrEqual(deadline);
      }),
    );
  });
});
