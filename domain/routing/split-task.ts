// The input of a split and the limits it must respect.
import { itemAt } from '../values/list.ts';
import { sum } from '../values/money.ts';
import type { Needs } from './capacity.ts';
import type { AllocationMethod } from './plan.ts';
import type { Strategy } from './profile.ts';

/** An eligible location from the point of view of a split; see Evaluation. */
export interface SplitSource {
  may: boolean[];
  stock: number[];
  complete: 'EQUAL' | 'LAST_RESORT' | null;
}
/** A quantity of a line from a location; both by index. */
export interface SplitPart {
  source: number;
  line: number;
  quantity: number;
}
export interface LineAllocation {
  how: AllocationMethod;
  parts: SplitPart[];
}
/** The input of a split; `sources` best first. */
export interface SplitTask {
  needs: Needs;
  bundles: number[][];
  strategy: Strategy;
  sources: readonly SplitSource[];
}

/** The number of parcels that a split may have. */
export const parcelsOf = ({ split, maxParcels }: Strategy): number =>
  split === 'NEVER' ? 1 : (maxParcels ?? Infinity);

/** Says whether every parcel and the open rest reach the minimum value. A single parcel with everything is no split. */
export function isWorthwhile(
  { needs, strategy }: Pick<SplitTask, 'needs' | 'strategy'>,
  parts: readonly SplitPart[],
): boolean {
  const least = strategy.minParcelValueMinor;
  if (least === 0 || parts.length === 0) return true;
  const worth = (of: readonly { line: number; quantity: number }[]): number =>
    sum(of.map(({ line, quantity }) => quantity * itemAt(needs.lines, line).unitPriceMinor));
  const whole = needs.lines.map((line, at) => ({ line: at, quantity: line.quantity }));
  const over = worth(whole) - worth(parts);
  const units = sum(whole.map((line) => line.quantity)) - sum(parts.map((part) => part.quantity));
  const parcels = [...Map.groupBy(parts, (part) => part.source).values()];
  return (
    (units === 0 && parcels.length === 1) ||
    (parcels.every((parcel) => worth(parcel) >= least) && (units === 0 || over >= least))
  );
}
