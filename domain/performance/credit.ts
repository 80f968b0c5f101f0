import type { Instant } from '../values/time.ts';

// A location's credit score: 0 to 100, how reliably it answers, ships and obeys intercepts; entries fade towards the
// base with time.

export interface CreditPolicy {
  base: number;
  halfLifeDays: number;
}
export const defaultCreditPolicy: CreditPolicy = { base: 80, halfLifeDays: 30 };

const dayMs = 86_400_000;

/** The remaining weight of an entry: half of it after each half-life. */
export const worthAt = (
  { at, weight }: { at: Instant; weight: number },
  now: Instant,
  { halfLifeDays }: CreditPolicy,
): number => weight * 0.5 ** ((now - at) / (halfLifeDays * dayMs));

/** The score at an instant, computed from the entries up to then. */
export function scoreAt(
  entries: readonly { at: Instant; weight: number }[],
  now: Instant,
  policy: CreditPolicy,
): number {
  const worth = entries.filter(({ at }) => at <= now).reduce((sum, entry) => sum + worthAt(entry, now, policy), 0);
  return Math.min(100, Math.max(0, policy.base + worth));
}
