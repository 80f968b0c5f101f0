// The best of all splits among few sources: every set of sources, smallest and best ranked first, and in each the best
// way to fill it.
import { parcelsOf, type Part, type SplitTask } from './split-task.ts';
import { fill, isBetter, newSearch, leastMissing, emptyFilling } from './filling.ts';

/** Most steps of the search; beyond them the answer would take longer than it is worth. */
const maxSteps = 50_000;

/**
 * The split with the most units, then the fewest lines cut up, then the fewest parcels, then the better ranked sources
 * (compared from the best one on). Null when the search grows too large.
 */
export function exactSplit(task: SplitTask): Part[] | null {
  const search = newSearch(task, maxSteps);
  const all = [...task.sources.keys()];
  const goal = fill(search, all); // no smaller set of sources does better
  if (!goal) return null;
  let best = emptyFilling;
  for (let parcels = 0; parcels <= Math.min(all.length, parcelsOf(task.strategy)); parcels++) {
    for (const chosen of choices(all, parcels)) {
      if (leastMissing(task, chosen) > best.missing) continue;
      const filled = fill(search, chosen);
      if (!filled) return null;
      if (isBetter(filled, best)) best = filled;
      if (best.missing === goal.missing && best.cut === goal.cut) return best.parts;
    }
  }
  return best.parts;
}

/** All ways to choose so many of the list, the earlier entries first. */
function* choices(of: readonly number[], count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let at = from; at <= of.length - count; at++)
    for (const rest of choices(of, count - 1, at + 1)) yield [of[at] as number, ...rest];
}
