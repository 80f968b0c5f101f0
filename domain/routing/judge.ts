// One candidate before all criteria of a rule: may it be asked, for which lines, and could it take everything?
import type { Needs } from './capacity.ts';
import { stockOf } from './capacity.ts';
import type { Eligibility, Fall, LineFall } from './criterion.ts';
import type { CandidateVerdict } from './plan.ts';
import type { Use } from './profile.ts';
import type { Candidate, RoutingRequest } from './request.ts';
import { mandatory, named, register } from './register.ts';

/**
 * `may`: by line; `stock`: by product of the needs. `alone`: it takes everything by itself, gladly (0) or by yielding
 * (1); null when it cannot.
 */
export interface Judged {
  candidate: Candidate;
  fell: CandidateVerdict['fell'];
  may: boolean[];
  stock: number[];
  alone: 0 | 1 | null;
}

export interface Test {
  criterion: Eligibility;
  given: Use;
}

/** The criteria of a rule in the order in which they are asked, what is mandatory first. */
export const testsOf = (uses: readonly Use[]): Test[] => [
  ...mandatory.map((criterion) => ({ criterion, given: { criterion: criterion.name } })),
  ...uses.map((given) => ({ criterion: named(register.eligibility, given), given })),
];

/** How far a line is open to a candidate. */
const free = 0,
  gladlyWhole = 1,
  yieldingWhole = 2,
  refused = 3;
const closedBy = ({ unlessWhole }: LineFall): number =>
  unlessWhole === 'GLADLY' ? gladlyWhole : unlessWhole === 'YIELDING' ? yieldingWhole : refused;

export function judge(
  tests: readonly Test[],
  asked: { request: RoutingRequest; needs: Needs },
  candidate: Candidate,
): Judged {
  const { request, needs } = asked;
  const closed = needs.lines.map(() => free);
  let first: CandidateVerdict['fell'] = null;
  const fallen = (fell: CandidateVerdict['fell']): Judged => ({ candidate, fell, may: [], stock: [], alone: null });
  for (const { criterion, given } of tests) {
    const fall = criterion.refuse
      ? criterion.refuse(candidate, request, given)
      : lineFall(criterion, closed, { candidate, asked, given });
    if (!fall) continue;
    const named = { criterion: criterion.name, code: fall.code, detail: fall.detail };
    if (criterion.refuse || closed.every((degree) => degree === refused)) return fallen(named);
    first ??= named;
  }
  const stock = needs.skus.map((sku) => stockOf(candidate, sku));
  const worst = Math.max(...closed);
  const alone =
    worst < refused && needs.total.every((total, sku) => total <= (stock[sku] ?? 0))
      ? worst === yieldingWhole
        ? 1
        : 0
      : null;
  const may = closed.map((degree) => degree === free);
  const serves = alone !== null || may.some((open, line) => open && (stock[needs.skuOf[line] ?? 0] ?? 0) > 0);
  return serves ? { candidate, fell: null, may, stock, alone } : fallen(first);
}

/** Closes the lines that the criterion refuses; the first reason it gave, if it gave one. */
function lineFall(
  criterion: Eligibility,
  closed: number[],
  { candidate, asked, given }: { candidate: Candidate; asked: { request: RoutingRequest; needs: Needs }; given: Use },
): Fall | null {
  if (!criterion.refuseLine) return null;
  let first: Fall | null = null;
  for (const [at, line] of asked.needs.lines.entries()) {
    const fall = criterion.refuseLine(line, { candidate, request: asked.request }, given);
    if (!fall) continue;
    closed[at] = Math.max(closed[at] ?? free, closedBy(fall));
    first ??= fall;
  }
  return first;
}
