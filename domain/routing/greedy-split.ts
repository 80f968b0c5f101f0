// A good split over many locations: deterministic, but not always the best.
import { itemAt } from '../values/list.ts';
import { sum } from '../values/money.ts';
import { isWorthwhile, parcelsOf, type SplitPart, type SplitTask } from './split-task.ts';

interface Draft {
  task: SplitTask;
  excluded: ReadonlySet<number>;
  stock: number[][];
  used: Set<number>;
  open: number[][];
  parts: SplitPart[];
}

/**
 * Repeatedly takes the location with the most whole lines, ties to the better ranked; then cuts the lines that no
 * location has whole, first into existing parcels. A parcel below the minimum value is removed, the lowest first, and
 * the split is computed again without its location.
 */
export function greedySplit(task: SplitTask): SplitPart[] {
  const excluded = new Set<number>();
  for (;;) {
    const parts = attempt(task, excluded);
    if (isWorthwhile(task, parts)) return parts;
    const poorest = poorestParcel(task, parts);
    if (poorest === null) return [];
    excluded.add(poorest);
  }
}

/** The parcel with the lowest value; null when every parcel is above the minimum and only the open rest is below it. */
function poorestParcel({ needs, strategy }: SplitTask, parts: readonly SplitPart[]): number | null {
  const parcels = [...Map.groupBy(parts, (part) => part.source)].map(([source, of]) => ({
    source,
    worth: sum(of.map(({ line, quantity }) => quantity * itemAt(needs.lines, line).unitPriceMinor)),
  }));
  const poorest = parcels.toSorted((a, b) => a.worth - b.worth || b.source - a.source)[0];
  return poorest && poorest.worth < strategy.minParcelValueMinor ? poorest.source : null;
}

function attempt(task: SplitTask, excluded: ReadonlySet<number>): SplitPart[] {
  const draft: Draft = {
    task,
    excluded,
    stock: task.sources.map((source) => [...source.stock]),
    used: new Set(),
    open: smallFirst(task),
    parts: [],
  };
  assignWholeBundles(draft);
  if (task.strategy.split === 'BY_QUANTITY') splitLines(draft);
  return draft.parts;
}

/** A location may send if it sends already, or if one more parcel is allowed. */
const maySend = ({ task, excluded, used }: Draft, source: number): boolean =>
  !excluded.has(source) && (used.has(source) || used.size < parcelsOf(task.strategy));

/** Small bundles first, so that more lines are served whole. */
const smallFirst = ({ needs, bundles }: SplitTask): number[][] => {
  const unitsOf = (bundle: number[]): number => sum(bundle.map((line) => itemAt(needs.lines, line).quantity));
  return bundles.toSorted((a, b) => unitsOf(a) - unitsOf(b));
};

function assignWholeBundles(draft: Draft): void {
  for (;;) {
    let best = { source: -1, lines: 0, bundles: [] as number[][] };
    for (const source of draft.task.sources.keys()) {
      const bundles = maySend(draft, source) ? wholeBundles(draft, source) : [];
      const lines = bundles.reduce((all, bundle) => all + bundle.length, 0);
      if (lines > best.lines) best = { source, lines, bundles };
    }
    if (best.lines === 0) return;
    for (const line of best.bundles.flat())
      assign(draft, { source: best.source, line, quantity: itemAt(draft.task.needs.lines, line).quantity });
    draft.open = draft.open.filter((bundle) => !best.bundles.includes(bundle));
  }
}

/** The largest set of open bundles that the location has whole. */
function wholeBundles({ task, stock, open }: Draft, source: number): number[][] {
  const left = [...itemAt(stock, source)];
  return open.filter((bundle) => takesWhole(task, { bundle, source, left }));
}

/** Takes the bundle from the remaining stock, or leaves the stock unchanged. */
function takesWhole(
  { needs, sources }: SplitTask,
  { bundle, source, left }: { bundle: readonly number[]; source: number; left: number[] },
): boolean {
  const may = itemAt(sources, source).may;
  const add = (line: number, units: number): number => {
    const sku = itemAt(needs.skuOf, line);
    return (left[sku] = itemAt(left, sku) + units);
  };
  for (const [at, line] of bundle.entries()) {
    const units = itemAt(needs.lines, line).quantity;
    if (may[line] === true && add(line, -units) >= 0) continue;
    for (const taken of bundle.slice(0, may[line] === true ? at + 1 : at))
      add(taken, itemAt(needs.lines, taken).quantity);
    return false;
  }
  return true;
}

function splitLines(draft: Draft): void {
  for (const [line, ...others] of draft.open.toSorted((a, b) => itemAt(a, 0) - itemAt(b, 0))) {
    if (line === undefined || others.length > 0) continue;
    let missing = itemAt(draft.task.needs.lines, line).quantity;
    for (let part = bestPart(draft, line, missing); part; part = bestPart(draft, line, missing)) {
      assign(draft, part);
      missing -= part.quantity;
    }
  }
}

/**
 * The next part of a cut line: from a location that sends already, then from the one with the most units, then from the
 * better ranked.
 */
function bestPart(draft: Draft, line: number, missing: number): SplitPart | null {
  let best: SplitPart | null = null;
  const rankOf = ({ source, quantity }: SplitPart): number => (draft.used.has(source) ? missing + 1 : 0) + quantity;
  for (const [source, { may }] of draft.task.sources.entries()) {
    const quantity =
      may[line] === true && maySend(draft, source)
        ? Math.min(missing, itemAt(itemAt(draft.stock, source), itemAt(draft.task.needs.skuOf, line)))
        : 0;
    const part = { source, line, quantity };
    if (quantity > 0 && (best === null || rankOf(part) > rankOf(best))) best = part;
  }
  return best;
}

function assign(draft: Draft, part: SplitPart): void {
  const left = itemAt(draft.stock, part.source);
  const sku = itemAt(draft.task.needs.skuOf, part.line);
  left[sku] = itemAt(left, sku) - part.quantity;
  draft.used.add(part.source);
  draft.parts.push(part);
}
