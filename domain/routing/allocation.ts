// Assigns the lines to ranked locations by a rule's strategy: everything from one, else split.
import { itemAt } from '../values/list.ts';
import { sum } from '../values/money.ts';
import { bundlesOf } from './bundles.ts';
import type { Needs } from './capacity.ts';
import { exactSplit } from './exact-split.ts';
import { greedySplit } from './greedy-split.ts';
import type { Strategy } from './profile.ts';
import type { LineAllocation, SplitSource, SplitTask } from './split-task.ts';

const maxExactSources = 12;

/**
 * All lines from the best location that has everything (last-resort locations after the others); else the split with
 * the most units, the fewest cut lines, the fewest parcels, the better ranked locations. The split is exact when at
 * most 12 locations are useful and the search stays small, else greedy.
 */
export function allocate(needs: Needs, strategy: Strategy, sources: readonly SplitSource[]): LineAllocation {
  const complete = (['EQUAL', 'LAST_RESORT'] as const)
    .map((degree) => sources.findIndex((source) => source.complete === degree))
    .find((at) => at !== -1);
  if (complete !== undefined)
    return {
      how: 'COMPLETE',
      parts: needs.lines.map((line, at) => ({ source: complete, line: at, quantity: line.quantity })),
    };
  if (strategy.split === 'NEVER' && !strategy.partial) return unserved;
  const task: SplitTask = { needs, bundles: bundlesOf(needs, strategy.keepTogether), strategy, sources };
  const useful = usefulSources(task);
  const among = { ...task, sources: useful.map((at) => sources[at] as SplitSource) };
  const exact = useful.length <= maxExactSources ? exactSplit(among) : null;
  const parts = exact ?? greedySplit(among);
  const served = sum(parts.map((part) => part.quantity));
  if (served === 0 || (!strategy.partial && served < sum(needs.total))) return unserved;
  return {
    how: exact ? 'EXACT' : 'GREEDY',
    parts: parts
      .map((part) => ({ ...part, source: itemAt(useful, part.source) }))
      .toSorted((a, b) => a.source - b.source || a.line - b.line),
  };
}

const unserved: LineAllocation = { how: 'NOBODY', parts: [] };

/** Above this many lines the bit-mask test for useless locations is skipped. */
const maxBits = 30;

/**
 * The locations that a best split could need, best first. A location is useless when a better ranked one has the whole
 * need of every product that it has any units of: the other sends the same with no more parcels.
 */
function usefulSources({ needs, sources }: SplitTask): number[] {
  if (needs.lines.length > maxBits)
    return [...sources.keys()].filter((at) =>
      needs.lines.some((_, line) => isStocked(needs, sources[at] as SplitSource, { line, whole: false })),
    );
  const whole: number[] = [];
  return [...sources.keys()].filter((at) => {
    const any = bitsOf(needs, sources[at] as SplitSource, false);
    if (any === 0 || whole.some((better) => (any & ~better) === 0)) return false;
    const full = bitsOf(needs, sources[at] as SplitSource, true);
    if (!whole.some((better) => (full & ~better) === 0)) whole.push(full);
    return true;
  });
}

/** One bit per line of which the location has any unit, or (`whole`) the whole need of its product. */
function bitsOf(needs: Needs, source: SplitSource, whole: boolean): number {
  let bits = 0;
  for (let line = 0; line < needs.lines.length; line++)
    if (isStocked(needs, source, { line, whole })) bits |= 1 << line;
  return bits;
}

function isStocked(needs: Needs, source: SplitSource, { line, whole }: { line: number; whole: boolean }): boolean {
  const sku = itemAt(needs.skuOf, line);
  return source.may[line] === true && itemAt(source.stock, sku) >= (whole ? itemAt(needs.total, sku) : 1);
}
