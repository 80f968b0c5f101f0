// A good split when there are too many sources to compare them all: always the same for the same question, not always
// the best.
import { sum } from '../values/money.ts';
import { isWorthwhile, parcelsOf, type Part, type SplitTask } from './split-task.ts';

interface Draft {
  task: SplitTask;
  excluded: ReadonlySet<number>;
  stock: number[][];
  used: Set<number>;
  open: number[][];
  parts: Part[];
}

/**
 * Again and again the source that has the most lines whole, ties to the better ranked; then lines that nobody has whole
 * are cut up, first where a parcel goes anyway. Parcels that are worth too little are taken out, the least first, and
 * the rest is done anew without their source.
 */
export function greedySplit(task: SplitTask): Part[] {
  const excluded = new Set<number>();
  for (;;) {
    const parts = attempt(task, excluded);
    if (isWorthwhile(task, parts)) return parts;
    const poorest = poorestParcel(task, parts);
    if (poorest === null) return [];
    excluded.add(poorest);
  }
}

/** The parcel that is worth the least; null when each is worth enough, so that it is the remainder that is not. */
function poorestParcel({ needs, strategy }: SplitTask, parts: readonly Part[]): number | null {
  const parcels = [...Map.groupBy(parts, (part) => part.source)].map(([source, of]) => ({
    source,
    worth: sum(of.map(({ line, quantity }) => quantity * (needs.lines[line]?.unitPriceMinor ?? 0))),
  }));
  const poorest = parcels.toSorted((a, b) => a.worth - b.worth || b.source - a.source)[0];
  return poorest && poorest.worth < strategy.minParcelValueMinor ? poorest.source : null;
}

function attempt(task: SplitTask, excluded: ReadonlySet<number>): Part[] {
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

/** A source may send something when it sends already, or one parcel more is allowed. */
const maySend = ({ task, excluded, used }: Draft, source: number): boolean =>
  !excluded.has(source) && (used.has(source) || used.size < parcelsOf(task.strategy));

/** Of bundles that want the same, the small ones first: more lines go whole. */
const smallFirst = ({ needs, bundles }: SplitTask): number[][] => {
  const unitsOf = (bundle: number[]): number => sum(bundle.map((line) => needs.lines[line]?.quantity ?? 0));
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
      assign(draft, { source: best.source, line, quantity: draft.task.needs.lines[line]?.quantity ?? 0 });
    draft.open = draft.open.filter((bundle) => !best.bundles.includes(bundle));
  }
}

/** The most bundles that the source has whole. */
function wholeBundles({ task, stock, open }: Draft, source: number): number[][] {
  const left = [...(stock[source] ?? [])];
  return open.filter((bundle) => takesWhole(task, { bundle, source, left }));
}

/** Takes the bundle out of what is left, or leaves that as it was. */
function takesWhole(
  { needs, sources }: SplitTask,
  { bundle, source, left }: { bundle: readonly number[]; source: number; left: number[] },
): boolean {
  const may = sources[source]?.may ?? [];
  const add = (line: number, units: number): number => {
    const sku = needs.skuOf[line] ?? 0;
    return (left[sku] = (left[sku] ?? 0) + units);
  };
  for (const [at, line] of bundle.entries()) {
    const units = needs.lines[line]?.quantity ?? 0;
    if (may[line] === true && add(line, -units) >= 0) continue;
    for (const taken of bundle.slice(0, may[line] === true ? at + 1 : at))
      add(taken, needs.lines[taken]?.quantity ?? 0);
    return false;
  }
  return true;
}

function splitLines(draft: Draft): void {
  for (const [line, ...others] of draft.open.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    if (line === undefined || others.length > 0) continue;
    for (let missing = draft.task.needs.lines[line]?.quantity ?? 0; missing > 0;) {
      const part = bestPart(draft, line, missing);
      if (!part) break;
      assign(draft, part);
      missing -= part.quantity;
    }
  }
}

/** First a source that sends something anyway, then the one that gives most, then the better ranked. */
function bestPart(draft: Draft, line: number, missing: number): Part | null {
  let best: Part | null = null;
  const rankOf = ({ source, quantity }: Part): number => (draft.used.has(source) ? missing + 1 : 0) + quantity;
  for (const [source, { may }] of draft.task.sources.entries()) {
    const quantity =
      may[line] === true && maySend(draft, source)
        ? Math.min(missing, draft.stock[source]?.[draft.task.needs.skuOf[line] ?? 0] ?? 0)
        : 0;
    const part = { source, line, quantity };
    if (quantity > 0 && (best === null || rankOf(part) > rankOf(best))) best = part;
  }
  return best;
}

function assign(draft: Draft, part: Part): void {
  const left = draft.stock[part.source] ?? [];
  const sku = draft.task.needs.skuOf[part.line] ?? 0;
  left[sku] = (left[sku] ?? 0) - part.quantity;
  draft.used.add(part.source);
  draft.parts.push(part);
}
