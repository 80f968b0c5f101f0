// What a candidate can give of which lines. Lines of the same SKU draw on the same stock; an excluded line draws on none.
import { sum } from '../money.ts';
import type { Candidate, LineNeed, RoutingRequest } from './request.ts';

/** Says whether the candidate may not be asked for this line at the moment. */
export function isExcluded(candidate: Candidate, request: RoutingRequest, lineId: string): boolean {
  if (request.ignoreExclusions) return false;
  return request.exclusions.some((exclusion) => exclusion.lineId === lineId && exclusion.locationId === candidate.locationId && request.now < exclusion.untilAt);
}

/** The units in stock there, whoever needs them; never negative. */
export function stockOf(candidate: Candidate, sku: string): number {
  return Math.max(0, Object.hasOwn(candidate.available, sku) ? candidate.available[sku] ?? 0 : 0);
}

/** Says whether the candidate can serve all lines of the request whole, alone. */
export function servesAll(candidate: Candidate, request: RoutingRequest): boolean {
  return request.lines.every((line) => !isExcluded(candidate, request, line.lineId) && neededOf(request.lines, line.sku) <= stockOf(candidate, line.sku));
}

function neededOf(lines: readonly LineNeed[], sku: string): number {
  return sum(lines.filter((line) => line.sku === sku).map((line) => line.quantity));
}
