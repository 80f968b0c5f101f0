// Gives lines to ranked places by the strategy of a rule: whole from one, else split.
import { sum } from '../values/money.ts';
import { bundlesOf } from './bundles.ts';
import type { Needs } from './capacity.ts';
import { exactSplit } from './exact-split.ts';
import { greedySplit } from './greedy-split.ts';
import type { Strategy } from './profile.ts';
import type { Allocation, SplitSource, Task } from './split-task.ts';

const maxExactPlaces = 12;

/**
 * All from the best place that has everything (one that must yield for it only after the others), else a split: most
 * units, fewest lines cut up, fewest parcels, then the better ranked. Exact when at most 12 places are useful for it
 * and the search stays small, else greedy.
 */
export function allocate(needs: Needs, strategy: Strategy, places: readonly SplitSource[]): Allocation {
  const complete = (['EQUAL', 'LAST_RESORT'] as const)
    .map((degree) => places.findIndex((place) => place.complete === degree))
    .find((at) => at !== -1);
  if (complete !== undefined)
    return {
      how: 'COMPLETE',
      parts: needs.lines.map((line, at) => ({ place: complete, line: at, quantity: line.quantity })),
    };
  if (strategy.split === 'NEVER' && !strategy.partial) return nobody;
  const task: Task = { needs, bundles: bundlesOf(needs, strategy.keepTogether), strategy, places };
  const useful = usefulPlaces(task);
  const among = { ...task, places: useful.map((at) => places[at] as SplitSource) };
  const exact = useful.length <= maxExactPlaces ? exactSplit(among) : null;
  const parts = exact ?? greedySplit(among);
  const served = sum(parts.map((part) => part.quantity));
  if (served === 0 || (!strategy.partial && served < sum(needs.total))) return nobody;
  return {
    how: exact ? 'EXACT' : 'GREEDY',
    parts: parts
      .map((part) => ({ ...part, place: useful[part.place] ?? 0 }))
      .toSorted((a, b) => a.place - b.place || a.line - b.line),
  };
}

const nobody: Allocation = { how: 'NOBODY', parts: [] };

/** Most lines for which a place can be told by bits to be of no use. */
const maxBits = 30;

/**
 * The places that a best split could need, best first. A place is needless when a better ranked one has the whole need
 * of everything that it has any of: whatever it would send, the other sends with no more parcels.
 */
function usefulPlaces({ needs, places }: Task): number[] {
  if (needs.lines.length > maxBits)
    return [...places.keys()].filter((at) =>
      needs.lines.some((_, line) => isStocked(needs, places[at] as SplitSource, { line, whole: false })),
    );
  const whole: number[] = [];
  return [...places.keys()].filter((at) => {
    const any = bitsOf(needs, places[at] as SplitSource, false);
    if (any === 0 || whole.some((better) => (any & ~better) === 0)) return false;
    const full = bitsOf(needs, places[at] as SplitSource, true);
    if (!whole.some((better) => (full & ~better) === 0)) whole.push(full);
    return true;
  });
}

/** A bit for each line that the place has anything of, or the whole need of its product. */
function bitsOf(needs: Needs, place: SplitSource, whole: boolean): number {
  let bits = 0;
  for (let line = 0; line < needs.lines.length; line++) if (isStocked(needs, place, { line, whole })) bits |= 1 << line;
  return bits;
}

function isStocked(needs: Needs, place: SplitSource, { line, whole }: { line: number; whole: boolean }): boolean {
  const sku = needs.skuOf[line] ?? 0;
  return place.may[line] === true && (place.stock[sku] ?? 0) >= (whole ? (needs.total[sku] ?? 0) : 1);
}
