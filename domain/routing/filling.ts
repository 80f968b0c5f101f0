// The best way to fill a set of locations: each bundle of lines comes whole from one of them, is cut over several, or
// stays open.
import { itemAt } from '../values/list.ts';
import { sum } from '../values/money.ts';
import { isWorthwhile, type SplitPart, type SplitTask } from './split-task.ts';
import { largestFlow } from './flow.ts';

/** `missing` units stay open; `cut` lines are served in parts or only in part. */
export interface Filled {
  missing: number;
  cut: number;
  parts: SplitPart[];
}

/** A search over fillings. When `stepsLeft` reaches 0, the result may not be the best. */
export interface Search {
  task: SplitTask;
  groups: number[][][];
  stepsLeft: number;
}

/**
 * Groups of bundles without a common product are filled independently, unless a minimum parcel value must be checked.
 */
export function newSearch(task: SplitTask, steps: number): Search {
  return { task, groups: task.strategy.minParcelValueMinor > 0 ? [task.bundles] : independent(task), stepsLeft: steps };
}

function independent({ bundles, needs }: SplitTask): number[][][] {
  const groups: { bundles: number[][]; skus: Set<number> }[] = [];
  for (const bundle of bundles) {
    const skus = new Set(bundle.map((line) => itemAt(needs.skuOf, line)));
    const touching = groups.filter((group) => [...skus].some((sku) => group.skus.has(sku)));
    for (const group of touching) groups.splice(groups.indexOf(group), 1);
    groups.push({
      bundles: [...touching.flatMap((group) => group.bundles), bundle],
      skus: new Set([...skus, ...touching.flatMap((group) => [...group.skus])]),
    });
  }
  return groups.map((group) => group.bundles);
}

/** The least number of units that are missing when only these locations send. */
export const leastMissing = ({ needs, sources }: SplitTask, chosen: readonly number[]): number =>
  sum(
    needs.total.map((total, sku) =>
      Math.max(0, total - sum(chosen.map((at) => itemAt(itemAt(sources, at).stock, sku)))),
    ),
  );

/**
 * The filling with the most units, then the fewest cut lines; a bundle goes to the best ranked location where possible.
 * Null when no steps are left.
 */
export function fill(search: Search, chosen: readonly number[]): Filled | null {
  const filled = search.groups.map((bundles) => fillGroup(search, bundles, chosen));
  if (search.stepsLeft <= 0) return null;
  return {
    missing: sum(filled.map((one) => one.missing)),
    cut: sum(filled.map((one) => one.cut)),
    parts: filled.flatMap((one) => one.parts),
  };
}

/** Says whether a filling leaves fewer units open than the other or, with as many, cuts fewer lines. */
export const isBetter = (one: Filled, other: Filled): boolean =>
  one.missing < other.missing || (one.missing === other.missing && one.cut < other.cut);
export const emptyFilling: Filled = { missing: Infinity, cut: Infinity, parts: [] };

interface Draft {
  search: Search;
  bundles: readonly number[][];
  chosen: readonly number[];
  left: number[][];
  whole: SplitPart[];
  cut: number[];
  best: Filled;
}

function fillGroup(search: Search, bundles: readonly number[][], chosen: readonly number[]): Filled {
  const draft: Draft = {
    search,
    bundles,
    chosen,
    left: search.task.sources.map((source) => [...source.stock]),
    whole: [],
    cut: [],
    best: emptyFilling,
  };
  fillBundles(draft, 0);
  return draft.best;
}

/** Tries every option for the bundle at index `at` and for those after it. */
function fillBundles(draft: Draft, at: number): void {
  if (draft.search.stepsLeft <= 0 || (draft.best.missing === 0 && draft.best.cut === 0)) return;
  draft.search.stepsLeft -= 1;
  const bundle = draft.bundles[at];
  if (!bundle) {
    keepIfBetter(draft);
    return;
  }
  for (const source of draft.chosen) {
    if (!fits(draft, bundle, source)) continue;
    take(draft, bundle, source);
    fillBundles(draft, at + 1);
    putBack(draft, bundle, source);
  }
  const { strategy } = draft.search.task;
  if (bundle.length === 1 && strategy.split === 'BY_QUANTITY') {
    draft.cut.push(itemAt(bundle, 0));
    fillBundles(draft, at + 1);
    draft.cut.pop();
  }
  fillBundles(draft, at + 1);
}

function fits(
  {
    search: {
      task: { needs, sources },
    },
    left,
  }: Draft,
  bundle: readonly number[],
  source: number,
): boolean {
  const wanted = new Map<number, number>();
  for (const line of bundle) {
    const sku = itemAt(needs.skuOf, line);
    wanted.set(sku, (wanted.get(sku) ?? 0) + itemAt(needs.lines, line).quantity);
  }
  return (
    bundle.every((line) => sources[source]?.may[line] === true) &&
    [...wanted].every(([sku, units]) => itemAt(itemAt(left, source), sku) >= units)
  );
}

function take(draft: Draft, bundle: readonly number[], source: number): void {
  for (const line of bundle) {
    const quantity = itemAt(draft.search.task.needs.lines, line).quantity;
    draft.whole.push({ source, line, quantity });
    addStock(draft, { source, line, quantity: -quantity });
  }
}

function putBack(draft: Draft, bundle: readonly number[], source: number): void {
  for (const line of bundle)
    addStock(draft, { source, line, quantity: itemAt(draft.search.task.needs.lines, line).quantity });
  draft.whole.length -= bundle.length;
}

function addStock({ search, left }: Draft, { source, line, quantity }: SplitPart): void {
  const stock = itemAt(left, source);
  const sku = itemAt(search.task.needs.skuOf, line);
  stock[sku] = itemAt(stock, sku) + quantity;
}

function keepIfBetter(draft: Draft): void {
  const { task } = draft.search;
  const cutLines = draft.cut.length;
  // a flow over several lines costs more than one step, and none is begun that costs more than is left
  draft.search.stepsLeft -= cutLines > 1 ? cutLines ** 2 * draft.chosen.length : 0;
  if (draft.search.stepsLeft < 0) return;
  const pieces =
    cutLines === 0
      ? []
      : largestFlow(
          task.needs,
          draft.cut,
          draft.chosen.map((index) => ({
            index,
            may: itemAt(task.sources, index).may,
            left: itemAt(draft.left, index),
          })),
        );
  const parts = [...draft.whole, ...pieces];
  const asked = sum(draft.bundles.flat().map((line) => itemAt(task.needs.lines, line).quantity));
  const cut = new Set(
    pieces.filter((piece) => piece.quantity < itemAt(task.needs.lines, piece.line).quantity).map((piece) => piece.line),
  ).size;
  const filled = { missing: asked - sum(parts.map((part) => part.quantity)), cut, parts };
  if (isBetter(filled, draft.best) && isWorthwhile(task, parts)) draft.best = filled;
}
