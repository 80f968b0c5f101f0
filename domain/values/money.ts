// Amounts are whole minor units, safe integers. Products of two of them are not safe, hence BigInt inside.

/** Adds whole minor units; throws rather than leave the safe integers. */
export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => safe(total + amount), 0);
}

/**
 * Spreads an amount in proportion to whole, non-negative weights, by largest remainder, ties to the earlier; the parts
 * add up to it exactly. Minus the amount gives minus the parts. All weights zero → by the fallback weights, and if
 * these are zero too, equally.
 */
export function apportion(
  amountMinor: number,
  weights: readonly number[],
  fallbackWeights: readonly number[] = [],
): number[] {
  if (amountMinor < 0) return apportion(-safe(amountMinor), weights, fallbackWeights).map(negate);
  if (weights.length === 0 && amountMinor !== 0) throw new RangeError('An amount cannot be spread over nothing');
  return largestRemainder(BigInt(safe(amountMinor)), usable(weights, fallbackWeights).map(toWeight));
}

/**
 * What a share gives back when `more` units follow `already` of `quantity`: f(already + more) − f(already), f(x) =
 * share · x / quantity rounded towards zero. However the units are cut up, the refunds of all of them add up to the
 * share.
 */
export function proRataRefund(shareMinor: number, of: { quantity: number; already: number; more: number }): number {
  if (of.quantity <= 0 || of.already < 0 || of.more < 0 || of.already + of.more > of.quantity)
    throw new RangeError(`No refund of ${of.more} after ${of.already} of ${of.quantity} units`);
  // BigInt division drops the fraction towards zero, which makes it alike for both signs.
  const upTo = (units: number) => (BigInt(safe(shareMinor)) * BigInt(safe(units))) / BigInt(safe(of.quantity));
  return Number(upTo(of.already + of.more) - upTo(of.already));
}

function largestRemainder(amount: bigint, weights: bigint[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total === 0n) return [];
  const parts = weights.map((weight, index) => ({
    index,
    part: (amount * weight) / total,
    remainder: (amount * weight) % total,
  }));
  const left = Number(amount - parts.reduce((given, { part }) => given + part, 0n));
  const luckyOnes = parts.toSorted((a, b) => compare(b.remainder, a.remainder) || a.index - b.index).slice(0, left);
  for (const lucky of luckyOnes) lucky.part += 1n;
  return parts.map(({ part }) => Number(part));
}

function usable(weights: readonly number[], fallback: readonly number[]): readonly number[] {
  if (weights.some((weight) => weight !== 0)) return weights;
  if (fallback.length === weights.length && fallback.some((weight) => weight !== 0)) return fallback;
  return weights.map(() => 1);
}

function toWeight(weight: number): bigint {
  if (weight < 0) throw new RangeError(`${weight} is no weight: it is negative`);
  return BigInt(safe(weight));
}

function safe(amount: number): number {
  if (!Number.isSafeInteger(amount))
    throw new RangeError(`${amount} is not a whole number of minor units within 2^53 − 1`);
  return amount;
}

const negate = (amount: number): number => (amount === 0 ? 0 : -amount);
const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
