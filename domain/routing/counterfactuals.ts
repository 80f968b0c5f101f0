// Counterfactuals: the difference that would have changed the choice, for the runner-up and for a better ranked
// location without enough stock.
import { itemAt } from '../values/list.ts';
import type { Needs } from './capacity.ts';
import type { Evaluation } from './evaluation.ts';
import type { Counterfactual } from './plan.ts';
import type { ProfileData, ProfileRule } from './profile.ts';
import { rank, type Ranked, type RankedList } from './rank.ts';
import type { RoutingRequest } from './request.ts';
import type { LineAllocation } from './split-task.ts';

/** A rule and its result on the lines that were still open. */
export interface AppliedRule {
  needs: Needs;
  list: RankedList;
  ineligible: Evaluation[];
  allocation: LineAllocation;
  rule: ProfileRule;
  prefer: ProfileData['prefer'];
  request: RoutingRequest;
}

const units: Record<string, (by: number) => string> = {
  distance: (by) => `${Math.round(by * 1000) / 1000} km less`,
  freight: (by) => `freight lower by ${by} minor units`,
  'credit-score': (by) => `a credit score higher by ${by}`,
  'stock-quantity': (by) => `${by} more units in stock`,
};

/**
 * At most one counterfactual per kind: the best ranked location that lacked stock, and the first one that lost by its
 * rank.
 */
export function counterfactuals(applied: AppliedRule): Counterfactual[] {
  const chosen = applied.list.ranked[applied.allocation.parts[0]?.source ?? -1];
  return [lackedStock(applied, chosen), chosen ? lostByRank(applied.list, chosen) : null].filter((one) => one !== null);
}

/** The number of locations that are searched for one that only lacks stock. */
const maxExamined = 100;

/**
 * The best ranked location that would have served everything with a little more stock, and would have ranked before the
 * chosen one.
 */
function lackedStock(applied: AppliedRule, chosen: Ranked | undefined): Counterfactual | null {
  const { list, needs, allocation } = applied;
  const wins = (one: Ranked): boolean =>
    allocation.how !== 'COMPLETE' || chosen === undefined || ranksFirst(applied, one, chosen);
  const almost = list.ranked
    .slice(0, maxExamined)
    .find((one) => one.complete === null && one.may.every(Boolean) && wins(one));
  if (!almost) return null;
  const lacking = needs.skus.flatMap((sku, at) => {
    const lacks = itemAt(needs.total, at) - itemAt(almost.stock, at);
    return lacks > 0 ? [`${lacks} more of ${sku}`] : [];
  });
  const { locationId } = almost.candidate;
  return {
    locationId,
    criterion: 'stock',
    detail: `${lacking.join(' and ')} at ${locationId}: it would have served everything`,
  };
}

/** Says whether a location would rank before another if it had the whole need. */
function ranksFirst({ needs, rule: { ranking }, prefer, request }: AppliedRule, one: Ranked, other: Ranked): boolean {
  const available = {
    ...one.candidate.available,
    ...Object.fromEntries(needs.skus.map((sku, at) => [sku, Math.max(itemAt(needs.total, at), itemAt(one.stock, at))])),
  };
  return (
    rank({ ranking, prefer }, request, [{ ...one, candidate: { ...one.candidate, available } }, other]).ranked[0]
      ?.candidate.locationId === one.candidate.locationId
  );
}

/**
 * The next location after the chosen one that could have done the same, and its disadvantage in the first criterion
 * where the two differ.
 */
function lostByRank(list: RankedList, chosen: Ranked): Counterfactual | null {
  const next = list.ranked.slice(list.ranked.indexOf(chosen) + 1).find((one) => one.complete === chosen.complete);
  if (!next) return null;
  const { locationId } = next.candidate;
  const at = next.scores.findIndex((score, index) => score !== chosen.scores[index]);
  const criterion = list.names[at];
  if (criterion === undefined)
    return {
      locationId,
      criterion: 'location id',
      detail: `nothing: ${locationId} is as good and was second by its id only`,
    };
  const [chosenScore, nextScore] = [chosen.scores[at] ?? null, next.scores[at] ?? null];
  if (chosenScore === null || nextScore === null)
    return {
      locationId,
      criterion,
      detail: `${criterion} of ${locationId} is unknown; known and at most ${chosenScore}, it would have come first`,
    };
  const less =
    units[criterion]?.(nextScore - chosenScore) ?? `${criterion} ${chosenScore} or better instead of ${nextScore}`;
  return { locationId, criterion, detail: `${less} at ${locationId}: it would have come first, all else equal` };
}
