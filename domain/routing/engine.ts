// The routing decision, rule by rule: eligibility, ranking, allocation.
import { compare } from '../values/compare.ts';
import { itemAt } from '../values/list.ts';
import { allocate } from './allocation.ts';
import { needsOf } from './capacity.ts';
import { counterfactuals, type AppliedRule } from './counterfactuals.ts';
import { evaluate, eligibilityTests } from './evaluation.ts';
import type { Assignment, CandidateVerdict, RoutingPlan, TriedRule } from './plan.ts';
import type { ProfileData, ProfileRule, RoutingProfile } from './profile.ts';
import { rank } from './rank.ts';
import { criterionNamed, register } from './register.ts';
import type { Candidate, RoutingRequest } from './request.ts';

/**
 * Decides which locations serve which quantities, and explains the verdict on every candidate. A pure function: the
 * order of the candidates never matters, no stock is exceeded, and assigned + unrouted = requested. Throws on a profile
 * with an unknown criterion.
 */
export function planRouting(
  profile: RoutingProfile,
  request: RoutingRequest,
  candidates: readonly Candidate[],
): RoutingPlan {
  const tried: TriedRule[] = [];
  let left = { request: { ...request, lines: request.lines.filter((line) => line.quantity > 0) }, candidates };
  let assignments: Assignment[] = [];
  let last: AppliedRule | null = null;
  for (let at = 0; at < profile.rules.length && left.request.lines.length > 0;) {
    const rule = profile.rules[at] as ProfileRule;
    const unmet = rule.when.find((use) => !criterionNamed(register.conditions, use).holds(left.request, use));
    if (unmet) {
      tried.push({ rule: rule.name, skippedBy: unmet.criterion, how: 'NOBODY', ranking: [], verdicts: [] });
      at += 1;
      continue;
    }
    last = applyRule(profile, rule, left);
    const given = assignmentsOf(last);
    tried.push(triedOf(last));
    assignments = mergeAssignments(assignments, given);
    left = remaining(left, given);
    if (typeof rule.rest === 'string') break;
    at = laterRule(profile, at, rule.rest.toRule);
  }
  const unrouted = left.request.lines.map(({ lineId, quantity }) => ({ lineId, quantity }));
  const rest = last !== null && typeof last.rule.rest === 'string' ? last.rule.rest : 'UNROUTED';
  return {
    profileVersion: profile.version,
    profileName: profile.name,
    tried,
    assignments,
    unrouted,
    rest,
    runnerUp: last && runnerUp(last),
    wouldHaveChanged: last ? counterfactuals(last) : [],
  };
}

const triedOf = (applied: AppliedRule): TriedRule => ({
  rule: applied.rule.name,
  skippedBy: null,
  how: applied.allocation.how,
  ranking: applied.list.names,
  verdicts: verdictsOf(applied),
});

type OpenRequest = { request: RoutingRequest; candidates: readonly Candidate[] };

function applyRule({ prefer }: ProfileData, rule: ProfileRule, { request, candidates }: OpenRequest): AppliedRule {
  const needs = needsOf(request.lines);
  const tests = eligibilityTests(rule.eligibility);
  const judged = candidates.map((candidate) => evaluate(tests, { request, needs }, candidate));
  const list = rank(
    { ranking: rule.ranking, prefer },
    request,
    judged.filter((one) => one.ineligible === null),
  );
  const ineligible = judged
    .filter((one) => one.ineligible !== null)
    .sort((a, b) => compare(a.candidate.locationId, b.candidate.locationId));
  return { needs, list, ineligible, allocation: allocate(needs, rule.strategy, list.ranked), rule, prefer, request };
}

/** The rule that takes over: always a later one, so that routing ends for every order. */
function laterRule({ rules }: ProfileData, at: number, toRule: string): number {
  const next = rules.findIndex((rule, index) => index > at && rule.name === toRule);
  if (next === -1) throw new RangeError(`There is no later rule named ${toRule}`);
  return next;
}

function assignmentsOf({ needs, list, allocation }: Pick<AppliedRule, 'needs' | 'list' | 'allocation'>): Assignment[] {
  return [...Map.groupBy(allocation.parts, (part) => part.source)].map(([place, parts]) => ({
    locationId: itemAt(list.ranked, place).candidate.locationId,
    lines: parts.map(({ line, quantity }) => ({ lineId: itemAt(needs.lines, line).lineId, quantity })),
  }));
}

/** The assignments of the rule without its best chosen location. */
function runnerUp({ needs, list, allocation, rule }: AppliedRule): Assignment[] | null {
  const first = allocation.parts[0]?.source;
  if (first === undefined) return null;
  const others = { ...list, ranked: list.ranked.toSpliced(first, 1) };
  const plan = assignmentsOf({ needs, list: others, allocation: allocate(needs, rule.strategy, others.ranked) });
  return plan.length > 0 ? plan : null;
}

function verdictsOf({ list, ineligible, allocation }: AppliedRule): CandidateVerdict[] {
  const chosen = new Set(allocation.parts.map((part) => part.source));
  return [
    ...list.ranked.map((one, place): CandidateVerdict => ({
      locationId: one.candidate.locationId,
      ineligible: null,
      scores: scoresOf(list.names, one.scores),
      chosen: chosen.has(place),
    })),
    ...ineligible.map(({ candidate, ineligible }): CandidateVerdict => ({
      locationId: candidate.locationId,
      ineligible,
      scores: {},
      chosen: false,
    })),
  ];
}

function scoresOf(names: readonly string[], scores: readonly (number | null)[]): Record<string, number | null> {
  const named: Record<string, number | null> = {};
  for (let at = 0; at < names.length; at++) named[itemAt(names, at)] = scores[at] ?? null;
  return named;
}

/** Merges assignments of the same location, which become one parcel. */
function mergeAssignments(before: readonly Assignment[], given: readonly Assignment[]): Assignment[] {
  return [...Map.groupBy([...before, ...given], (one) => one.locationId)].map(([locationId, parts]) => {
    const lines = Map.groupBy(
      parts.flatMap((part) => part.lines),
      (line) => line.lineId,
    );
    return {
      locationId,
      lines: [...lines].map(([lineId, of]) => ({
        lineId,
        quantity: of.reduce((units, line) => units + line.quantity, 0),
      })),
    };
  });
}

/** The quantities that are still open and the stock that remains after these assignments. */
function remaining({ request, candidates }: OpenRequest, given: readonly Assignment[]): OpenRequest {
  if (given.length === 0) return { request, candidates };
  const skuOf = (lineId: string) =>
    itemAt(
      request.lines,
      request.lines.findIndex((one) => one.lineId === lineId),
    ).sku;
  const parts = given.flatMap(({ locationId, lines }) =>
    lines.map((line) => ({ locationId, ...line, sku: skuOf(line.lineId) })),
  );
  const units = (keep: (part: (typeof parts)[number]) => boolean): number =>
    parts.filter(keep).reduce((all, part) => all + part.quantity, 0);
  const senders = new Set(given.map((one) => one.locationId));
  return {
    request: {
      ...request,
      lines: request.lines
        .map((line) => ({ ...line, quantity: line.quantity - units((part) => part.lineId === line.lineId) }))
        .filter((line) => line.quantity > 0),
    },
    candidates: candidates.map((one) =>
      senders.has(one.locationId)
        ? {
            ...one,
            available: Object.fromEntries(
              Object.entries(one.available).map(([sku, stock]) => [
                sku,
                stock - units((part) => part.locationId === one.locationId && part.sku === sku),
              ]),
            ),
          }
        : one,
    ),
  };
}
