// The best split over a small number of locations: every subset is tried, small and well ranked ones first, each filled
// in the best way.
import { parcelsOf, type SplitPart, type SplitTask } from './split-task.ts';
import { fill, isBetter, newSearch, leastMissing, emptyFilling } from './filling.ts';

/** The limit of search steps; a longer search costs more time than the better split is worth. */
const maxSteps = 50_000;

/**
 * The split with the most units, then the fewest cut lines, then the fewest parcels, then the better ranked locations
 * (compared from the best one on). Null when the search exceeds its limit.
 */
export function exactSplit(task: SplitTask): SplitPart[] | null {
  const all = [...task.sources.keys()];
  if (all.length === 0) return [];
  const search = newSearch(task, maxSteps);
  const goal = fill(search, all); // no subset does better than all locations together
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

/** All subsets of this size, the earlier entries first. */
function* choices(of: readonly number[], count: number, from = 0): Generator<number[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let at = from; at <= of.length - count; at++)
    for (const rest of choices(of, count - 1, at + 1)) yield [of[at] as number, ...rest];
}
