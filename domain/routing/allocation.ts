// Gives lines to ranked sources by the strategy of a rule: whole from one, else split.
import { sum } from '../values/money.ts';
import { bundlesOf } from './bundles.ts';
import type { Needs } from './capacity.ts';
import { exactSplit } from './exact-split.ts';
import { greedySplit } from './greedy-split.ts';
import type { Strategy } from './profile.ts';
import type { LineAllocation, SplitSource, SplitTask } from './split-task.ts';

const maxExactSources = 12;

/**
 * All from the best source that has everything (one that must yield for it only after the others), else a split: most
 * units, fewest lines cut up, fewest parcels, then the better ranked. Exact when at most 12 sources are useful for it
 * and the search stays small, else greedy.
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
      .map((part) => ({ ...part, source: useful[part.source] ?? 0 }))
      .toSorted((a, b) => a.source - b.source || a.line - b.line),
  };
}

const unserved: LineAllocation = { how: 'NOBODY', parts: [] };

/** Most lines for which a source can be told by bits to be of no use. */
const maxBits = 30;

/**
 * The sources that a best split could need, best first. A source is needless when a better ranked one has the whole
 * need of everything that it has any of: whatever it would send, the other sends with no more parcels.
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

/** A bit for each line that the source has anything of, or the whole need of its product. */
function bitsOf(needs: Needs, source: SplitSource, whole: boolean): number {
  let bits = 0;
  for (let line = 0; line < needs.lines.length; line++)
    if (isStocked(needs, source, { line, whole })) bits |= 1 << line;
  return bits;
}

function isStocked(needs: Needs, source: SplitSource, { line, whole }: { line: number; whole: boolean }): boolean {
  const sku = needs.skuOf[line] ?? 0;
  return source.may[line] === true && (source.stock[sku] ?? 0) >= (whole ? (needs.total[sku] ?? 0) : 1);
}
