import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { agedAfterSeconds, escalationOf, escalations, overdueAfterSeconds } from '../../../domain/order/escalation.ts';

test.each([
  [0, 'NEW'],
  [3599, 'NEW'],
  [3600, 'AGED'],
  [86_399, 'AGED'],
  [86_400, 'OVERDUE'],
  [31_536_000, 'OVERDUE'],
] as const)('what has waited for %d seconds is %s', (ageSeconds, escalation) => {
  expect(escalationOf(ageSeconds)).toBe(escalation);
});

test('an hour makes it aged, a day overdue', () => {
  expect([agedAfterSeconds, overdueAfterSeconds]).toEqual([60 * 60, 24 * 60 * 60]);
});

test('what waits longer is never quieter, and a clock that runs behind makes nothing loud', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1000, max: 1_000_000 }), fc.nat(1_000_000), (age, more) => {
      expect(escalations.indexOf(escalationOf(age + more))).toBeGreaterThanOrEqual(
        escalations.indexOf(escalationOf(age)),
      );
      if (age < 0) expect(escalationOf(age)).toBe('NEW');
    }),
  );
});
