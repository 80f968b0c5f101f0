import type { Instant } from '../values/time.ts';

// How reliably a location answers, ships and obeys intercepts: 0 to 100, pulled back to the base as time passes.

export interface CreditPolicy {
  base: number;
  halfLifeDays: number;
}
export const defaultCreditPolicy: CreditPolicy = { base: 80, halfLifeDays: 30 };

const dayMs = 86_400_000;

/** What is left of an entry's weight after some time: half of it after each half-life. */
export const worthAt = (
  { at, weight }: { at: Instant; weight: number },
  now: Instant,
  { halfLifeDays }: CreditPolicy,
): number => weight * 0.5 ** ((now - at) / (halfLifeDays * dayMs));

/** The score of an instant, recomputed from the entries up to it. */
export function scoreAt(
  entries: readonly { at: Instant; weight: number }[],
  now: Instant,
  policy: CreditPolicy,
): number {
  const worth = entries.filter(({ at }) => at <= now).reduce((sum, entry) => sum + worthAt(entry, now, policy), 0);
  return Math.min(100, Math.max(0, policy.base + worth));
}
