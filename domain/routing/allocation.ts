// Gives the lines to ranked candidates. Mutable inside, because stock given to one line is gone for the next.
import { sum } from '../money.ts';
import { isExcluded, servesAll, stockOf } from './capacity.ts';
import type { Assignment, Candidate, LineNeed, RoutingProfile, RoutingRequest } from './request.ts';

export interface Allocation { assignments: Assignment[]; unrouted: { lineId: string; quantity: number }[] }

/** What is still open during an allocation; all quantities in units. */
interface Draft { request: RoutingRequest; ranked: readonly Candidate[]; open: LineNeed[]; given: { locationId: string; lineId: string; sku: string; quantity: number }[] }

/**
 * All lines from the best candidate that has them whole, else by the profile's split: greedily the location with the most whole lines, ties to the
 * better ranked; a line is cut up only if no location has it whole. `ranked` is best first and holds no fallen candidate.
 */
export function allocate(split: RoutingProfile['split'], request: RoutingRequest, ranked: readonly Candidate[]): Allocation {
  const draft: Draft = { request, ranked, open: request.lines.filter((line) => line.quantity > 0), given: [] };
  const alone = ranked.find((candidate) => servesAll(candidate, request));
  if (alone) give(draft, alone, draft.open);
  else if (split !== 'NEVER') giveWholeLines(draft);
  if (!alone && split === 'BY_QUANTITY') cutUpLines(draft);
  return { assignments: assignmentsOf(draft), unrouted: unroutedOf(draft) };
}

function giveWholeLines(draft: Draft): void {
  for (;;) {
    const options = draft.ranked.map((candidate) => ({ candidate, lines: wholeLines(draft, candidate) }));
    const most = Math.max(0, ...options.map((option) => option.lines.length));
    const best = options.find((option) => option.lines.length === most);
    if (!best || most === 0) return;
    give(draft, best.candidate, best.lines);
  }
}

/** The most lines the candidate can serve whole: of lines that share a SKU the small ones first. */
function wholeLines(draft: Draft, candidate: Candidate): LineNeed[] {
  const taken: LineNeed[] = [];
  for (const line of draft.open.toSorted((a, b) => a.quantity - b.quantity)) {
    const promised = sum(taken.filter((other) => other.sku === line.sku).map((other) => other.quantity));
    if (line.quantity + promised <= leftAt(draft, candidate, line)) taken.push(line);
  }
  return taken;
}

function cutUpLines(draft: Draft): void {
  for (const line of draft.open) {
    for (let missing = line.quantity; missing > 0;) {
      const next = bestForPart(draft, line, missing);
      if (!next) break;
      give(draft, next.candidate, [{ ...line, quantity: next.quantity }]);
      missing -= next.quantity;
    }
  }
}

/** Few parcels: first a location that sends something anyway, then the one that gives most of the line, then the better ranked. */
function bestForPart(draft: Draft, line: LineNeed, missing: number): { candidate: Candidate; quantity: number } | undefined {
  const sends = (candidate: Candidate) => Number(draft.given.some((part) => part.locationId === candidate.locationId));
  return draft.ranked
    .map((candidate) => ({ candidate, quantity: Math.min(missing, leftAt(draft, candidate, line)) }))
    .filter((option) => option.quantity > 0)
    .toSorted((a, b) => sends(b.candidate) - sends(a.candidate) || b.quantity - a.quantity)[0];
}

function leftAt(draft: Draft, candidate: Candidate, line: LineNeed): number {
  if (isExcluded(candidate, draft.request, line.lineId)) return 0;
  const gone = draft.given.filter((part) => part.locationId === candidate.locationId && part.sku === line.sku);
  return stockOf(candidate, line.sku) - sum(gone.map((part) => part.quantity));
}

function give(draft: Draft, candidate: Candidate, lines: readonly LineNeed[]): void {
  draft.given.push(...lines.map((line) => ({ locationId: candidate.locationId, ...line })));
  const whole = new Set(lines.map((line) => line.lineId));
  draft.open = draft.open.filter((line) => !whole.has(line.lineId));
}

function assignmentsOf(draft: Draft): Assignment[] {
  const locationIds = [...new Set(draft.given.map((part) => part.locationId))];
  return locationIds.map((locationId) => ({
    locationId,
    lines: draft.request.lines.flatMap(({ lineId }) => {
      const quantity = givenOf(draft, lineId, locationId);
      return quantity > 0 ? [{ lineId, quantity }] : [];
    }),
  }));
}

function unroutedOf(draft: Draft): Allocation['unrouted'] {
  return draft.request.lines
    .map(({ lineId, quantity }) => ({ lineId, quantity: quantity - givenOf(draft, lineId) }))
    .filter((line) => line.quantity > 0);
}

function givenOf(draft: Draft, lineId: string, locationId?: string): number {
  return sum(draft.given.filter((part) => part.lineId === lineId && (locationId ?? part.locationId) === part.locationId).map((part) => part.quantity));
}
