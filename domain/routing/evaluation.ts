// The evaluation of one candidate by all criteria of a rule: its eligibility per line, and its ability to ship the
// complete order.
import { itemAt } from '../values/list.ts';
import type { Needs } from './capacity.ts';
import { stockOf } from './capacity.ts';
import type { Eligibility, Ineligible, LineIneligible } from './criterion.ts';
import type { CandidateVerdict } from './plan.ts';
import type { CriterionUse } from './profile.ts';
import type { Candidate, RoutingRequest } from './request.ts';
import { mandatoryEligibility, criterionNamed, register } from './register.ts';

/**
 * `may` per line; `stock` per product of the needs. `complete`: the candidate can ship the complete order, as an equal
 * of others or as the last resort; null when it cannot.
 */
export interface Evaluation {
  candidate: Candidate;
  ineligible: CandidateVerdict['ineligible'];
  may: boolean[];
  stock: number[];
  complete: 'EQUAL' | 'LAST_RESORT' | null;
}

export interface EligibilityTest {
  criterion: Eligibility;
  given: CriterionUse;
}

/** The eligibility tests of a rule in their order, the mandatory ones first. */
export const eligibilityTests = (uses: readonly CriterionUse[]): EligibilityTest[] => [
  ...mandatoryEligibility.map((criterion) => ({ criterion, given: { criterion: criterion.name } })),
  ...uses.map((given) => ({ criterion: criterionNamed(register.eligibility, given), given })),
];

/** Degrees to which a line is closed to a candidate. */
const eligible = 0,
  onlyComplete = 1,
  onlyAsLastResort = 2,
  refused = 3;
const degreeOf = ({ exceptComplete }: LineIneligible): number =>
  exceptComplete === 'EQUAL' ? onlyComplete : exceptComplete === 'LAST_RESORT' ? onlyAsLastResort : refused;

/**
 * Evaluates one candidate: its first reason of ineligibility, or the lines it may serve and the stock it has for them.
 */
export function evaluate(
  tests: readonly EligibilityTest[],
  asked: { request: RoutingRequest; needs: Needs },
  candidate: Candidate,
): Evaluation {
  const { request, needs } = asked;
  const closed = needs.lines.map(() => eligible);
  let first: CandidateVerdict['ineligible'] = null;
  const ineligibleBy = (ineligible: CandidateVerdict['ineligible']): Evaluation => ({
    candidate,
    ineligible,
    may: [],
    stock: [],
    complete: null,
  });
  for (const { criterion, given } of tests) {
    const refusal = criterion.refuse
      ? criterion.refuse(candidate, request, given)
      : refuseLines(criterion, closed, { candidate, asked, given });
    if (!refusal) continue;
    const named = { criterion: criterion.name, code: refusal.code, detail: refusal.detail };
    if (criterion.refuse || closed.every((degree) => degree === refused)) return ineligibleBy(named);
    first ??= named;
  }
  const stock = needs.skus.map((sku) => stockOf(candidate, sku));
  const worst = Math.max(...closed);
  const complete =
    worst < refused && needs.total.every((total, sku) => total <= itemAt(stock, sku))
      ? worst === onlyAsLastResort
        ? 'LAST_RESORT'
        : 'EQUAL'
      : null;
  const may = closed.map((degree) => degree === eligible);
  const serves = complete !== null || may.some((open, line) => open && itemAt(stock, itemAt(needs.skuOf, line)) > 0);
  return serves ? { candidate, ineligible: null, may, stock, complete } : ineligibleBy(first);
}

/** Closes the lines that the criterion refuses; returns its first reason, or null. */
function refuseLines(
  criterion: Eligibility,
  closed: number[],
  {
    candidate,
    asked,
    given,
  }: { candidate: Candidate; asked: { request: RoutingRequest; needs: Needs }; given: CriterionUse },
): Ineligible | null {
  if (!criterion.refuseLine) return null;
  let first: Ineligible | null = null;
  for (const [at, line] of asked.needs.lines.entries()) {
    const refusal = criterion.refuseLine(line, { candidate, request: asked.request }, given);
    if (!refusal) continue;
    closed[at] = Math.max(closed[at] ?? eligible, degreeOf(refusal));
    first ??= refusal;
  }
  return first;
}
