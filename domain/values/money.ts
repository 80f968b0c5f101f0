// Amounts are whole minor units, safe integers. Products of two amounts are not safe, therefore BigInt inside.
import { compare } from './compare.ts';

/** Adds whole minor units; throws when the sum is no safe integer. */
export function sum(amounts: readonly number[]): number {
  return amounts.reduce((total, amount) => safe(total + amount), 0);
}

/**
 * Apportions an amount by whole, non-negative weights, by largest remainder, ties to the earlier; the parts add up to
 * it exactly. The negative amount gives the negative parts. If all weights are zero, the fallback weights apply, and if
 * these are zero too, equal parts.
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
 * The part of an amount that is refunded for `more` units after `already` units of `quantity`: f(already + more) −
 * f(already) with f(x) = amount · x / quantity, rounded towards zero. The refunds of all units add up to the amount,
 * however they are split.
 */
export function proRataRefund(shareMinor: number, of: { quantity: number; already: number; more: number }): number {
  if (of.quantity <= 0 || of.already < 0 || of.more < 0 || of.already + of.more > of.quantity)
    throw new RangeError(`No refund of ${of.more} after ${of.already} of ${of.quantity} units`);
  // BigInt division rounds towards zero, and therefore symmetrically for both signs
  const upTo = (units: number) => (BigInt(safe(shareMinor)) * BigInt(safe(units))) / BigInt(safe(of.quantity));
  return Number(upTo(of.already + of.more) - upTo(of.already));
}

function largestRemainder(amount: bigint, weights: bigint[]): number[] {
  const total = weights.reduce((a, b) => a + b, 0n);
  if (total === 0n) return [];
  const parts = weights.map((weight) => ({
    part: (amount * weight) / total,
    remainder: (amount * weight) % total,
  }));
  const left = Number(amount - parts.reduce((given, { part }) => given + part, 0n));
  // a stable sort keeps the earlier part first
  const luckyOnes = parts.toSorted((a, b) => compare(b.remainder, a.remainder)).slice(0, left);
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
