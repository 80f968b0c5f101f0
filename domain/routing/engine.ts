import { allocate } from './allocation.ts';
import { rank } from './ranking.ts';
import type { Candidate, RoutingPlan, RoutingProfile, RoutingRequest } from './request.ts';
import { rulesNamed } from './rules.ts';

/**
 * Decides which locations serve which quantities, and says of every candidate why it fell or how it ranked. A pure function of its arguments: the
 * order of the candidates never matters, no stock is exceeded, and assigned + unrouted = asked. Throws on a profile with an unknown rule.
 */
export function route(profile: RoutingProfile, request: RoutingRequest, candidates: readonly Candidate[]): RoutingPlan {
  const judged = rank(rulesNamed(profile.rules), request, candidates);
  const eligible = judged.filter((one) => one.fell === null).map((one) => one.candidate);
  const { assignments, unrouted } = allocate(profile.split, request, eligible);
  const chosen = new Set(assignments.map((assignment) => assignment.locationId));
  const verdicts = judged.map(({ candidate, fell, scores }) => ({ locationId: candidate.locationId, fell, scores, chosen: chosen.has(candidate.locationId) }));
  return { profileVersion: profile.version, assignments, unrouted, verdicts };
}
