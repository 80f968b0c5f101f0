// The division of units by one rule: fixed quantities first, then percentages of the remainder; the rest is shared.
import { itemAt } from '../values/list.ts';
import { apportion } from '../values/money.ts';
import { whole } from './warehouse-shares.ts';
import type { ChannelAllocation } from './allocation-rules.ts';

/** The part of each channel and the shared rest; together they equal the divided units. */
export interface Division {
  own: Map<string, number>;
  shared: number;
}

/**
 * Divides whole units by largest remainder, ties to the earlier allocation. The parts add up to the units exactly, and
 * no channel gets more than its fixed quantity.
 */
export function divide(units: number, allocations: readonly ChannelAllocation[]): Division {
  const own = new Map<string, number>();
  const give = (channelId: string, part: number): void => {
    own.set(channelId, (own.get(channelId) ?? 0) + part);
  };
  let left = units;
  for (const fixed of allocations.filter((a) => a.kind === 'FIXED')) {
    const part = Math.min(left, fixed.quantity);
    give(fixed.channelId, part);
    left -= part;
  }
  const percentages = allocations.filter((a) => a.kind === 'PERCENT');
  const parts = apportion(left, [
    ...percentages.map((a) => a.basisPoints),
    whole - percentages.reduce((sum, a) => sum + a.basisPoints, 0),
  ]);
  for (const [i, { channelId }] of percentages.entries()) give(channelId, itemAt(parts, i));
  return { own, shared: itemAt(parts, parts.length - 1) };
}
