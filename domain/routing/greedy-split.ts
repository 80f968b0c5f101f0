// A good split when there are too many places to compare them all: always the same for the same question, not always
// the best.
import { sum } from '../values/money.ts';
import { isWorthwhile, parcelsOf, type Part, type Task } from './split-task.ts';

interface Draft {
  task: Task;
  barred: ReadonlySet<number>;
  stock: number[][];
  used: Set<number>;
  open: number[][];
  parts: Part[];
}

/**
 * Again and again the place that has the most lines whole, ties to the better ranked; then lines that nobody has whole
 * are cut up, first where a parcel goes anyway. Parcels that are worth too little are taken out, the least first, and
 * the rest is done anew without their place.
 */
export function greedySplit(task: Task): Part[] {
  const barred = new Set<number>();
  for (;;) {
    const parts = attempt(task, barred);
    if (isWorthwhile(task, parts)) return parts;
    const poorest = poorestParcel(task, parts);
    if (poorest === null) return [];
    barred.add(poorest);
  }
}

/** The parcel that is worth the least; null when each is worth enough, so that it is the remainder that is not. */
function poorestParcel({ needs, strategy }: Task, parts: readonly Part[]): number | null {
  const parcels = [...Map.groupBy(parts, (part) => part.place)].map(([place, of]) => ({
    place,
    worth: sum(of.map(({ line, quantity }) => quantity * (needs.lines[line]?.unitPriceMinor ?? 0))),
  }));
  const poorest = parcels.toSorted((a, b) => a.worth - b.worth || b.place - a.place)[0];
  return poorest && poorest.worth < strategy.minParcelValueMinor ? poorest.place : null;
}

function attempt(task: Task, barred: ReadonlySet<number>): Part[] {
  const draft: Draft = {
    task,
    barred,
    stock: task.places.map((place) => [...place.stock]),
    used: new Set(),
    open: smallFirst(task),
    parts: [],
  };
  giveWhole(draft);
  if (task.strategy.split === 'BY_QUANTITY') cutUp(draft);
  return draft.parts;
}

/** A place may send something when it sends already, or one parcel more is allowed. */
const maySend = ({ task, barred, used }: Draft, place: number): boolean =>
  !barred.has(place) && (used.has(place) || used.size < parcelsOf(task.strategy));

/** Of bundles that want the same, the small ones first: more lines go whole. */
const smallFirst = ({ needs, bundles }: Task): number[][] => {
  const unitsOf = (bundle: number[]): number => sum(bundle.map((line) => needs.lines[line]?.quantity ?? 0));
  return bundles.toSorted((a, b) => unitsOf(a) - unitsOf(b));
};

function giveWhole(draft: Draft): void {
  for (;;) {
    let best = { place: -1, lines: 0, bundles: [] as number[][] };
    for (const place of draft.task.places.keys()) {
      const bundles = maySend(draft, place) ? wholeBundles(draft, place) : [];
      const lines = bundles.reduce((all, bundle) => all + bundle.length, 0);
      if (lines > best.lines) best = { place, lines, bundles };
    }
    if (best.lines === 0) return;
    for (const line of best.bundles.flat())
      give(draft, { place: best.place, line, quantity: draft.task.needs.lines[line]?.quantity ?? 0 });
    draft.open = draft.open.filter((bundle) => !best.bundles.includes(bundle));
  }
}

/** The most bundles that the place has whole. */
function wholeBundles({ task, stock, open }: Draft, place: number): number[][] {
  const left = [...(stock[place] ?? [])];
  return open.filter((bundle) => takesWhole(task, { bundle, place, left }));
}

/** Takes the bundle out of what is left, or leaves that as it was. */
function takesWhole(
  { needs, places }: Task,
  { bundle, place, left }: { bundle: readonly number[]; place: number; left: number[] },
): boolean {
  const may = places[place]?.may ?? [];
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

function cutUp(draft: Draft): void {
  for (const [line, ...others] of draft.open.toSorted((a, b) => (a[0] ?? 0) - (b[0] ?? 0))) {
    if (line === undefined || others.length > 0) continue;
    for (let missing = draft.task.needs.lines[line]?.quantity ?? 0; missing > 0;) {
      const part = bestPart(draft, line, missing);
      if (!part) break;
      give(draft, part);
      missing -= part.quantity;
    }
  }
}

/** First a place that sends something anyway, then the one that gives most, then the better ranked. */
function bestPart(draft: Draft, line: number, missing: number): Part | null {
  let best: Part | null = null;
  const rankOf = ({ place, quantity }: Part): number => (draft.used.has(place) ? missing + 1 : 0) + quantity;
  for (const [place, { may }] of draft.task.places.entries()) {
    const quantity =
      may[line] === true && maySend(draft, place)
        ? Math.min(missing, draft.stock[place]?.[draft.task.needs.skuOf[line] ?? 0] ?? 0)
        : 0;
    const part = { place, line, quantity };
    if (quantity > 0 && (best === null || rankOf(part) > rankOf(best))) best = part;
  }
  return best;
}

function give(draft: Draft, part: Part): void {
  const left = draft.stock[part.place] ?? [];
  const sku = draft.task.needs.skuOf[part.line] ?? 0;
  left[sku] = (left[sku] ?? 0) - part.quantity;
  draft.used.add(part.place);
  draft.parts.push(part);
}
