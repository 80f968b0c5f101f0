// Ranks candidates by the criteria or the weights of a rule; ties end with the id, so that the order of the candidates
// never matters.
import { compare } from '../values/compare.ts';
import type { RankingCriterion } from './criterion.ts';
import type { Evaluation } from './evaluation.ts';
import type { ProfileData, Ranking, CriterionUse } from './profile.ts';
import { criterionNamed, register } from './register.ts';
import type { RoutingRequest } from './request.ts';

/** `scores` are in the order of `names`; `total` is the weighted sum. */
export interface Ranked extends Evaluation {
  scores: (number | null)[];
  total: number;
}
export interface RankedList {
  names: string[];
  ranked: Ranked[];
}

/** Ranks the location that had the goods before a hold (0) before all others (1). */
const preferred: RankingCriterion = {
  name: 'preferred',
  description: 'asked again first, after a hold',
  parameters: {},
  score: (candidate, request) => (candidate.locationId === request.preferredLocationId ? 0 : 1),
};

/** The criteria in the order in which they decide. CHEAPEST moves freight before region and distance. */
export function criteriaInOrder({ by, criteria }: Ranking, prefer: ProfileData['prefer']): CriterionUse[] {
  const freight = criteria.findIndex((use) => use.criterion === 'freight');
  const near = criteria.findIndex((use) => use.criterion === 'region' || use.criterion === 'distance');
  if (by === 'WEIGHT' || prefer === 'NEAREST' || near === -1 || freight < near) return criteria;
  return criteria.toSpliced(freight, 1).toSpliced(near, 0, criteria[freight] as CriterionUse);
}

/** Ranks the eligible candidates. */
export function rank(
  { ranking, prefer }: { ranking: Ranking; prefer: ProfileData['prefer'] },
  request: RoutingRequest,
  judged: readonly Evaluation[],
): RankedList {
  const again =
    request.preferredLocationId === null
      ? []
      : [{ criterion: preferred, given: { criterion: 'preferred' } as CriterionUse }];
  const uses = [
    ...again,
    ...criteriaInOrder(ranking, prefer).map((given) => ({ criterion: criterionNamed(register.ranking, given), given })),
  ];
  const ranked = judged.map(({ candidate, ineligible, may, stock, complete }): Ranked => ({
    candidate,
    ineligible,
    may,
    stock,
    complete,
    scores: uses.map(({ criterion, given }) => criterion.score(candidate, request, given)),
    total: 0,
  }));
  if (ranking.by === 'WEIGHT') weigh(ranked, [...again.map(() => 0), ...ranking.criteria.map((use) => use.weight)]);
  const until = ranking.by === 'WEIGHT' ? again.length : uses.length;
  return {
    names: uses.map(({ criterion }) => criterion.name),
    ranked: ranked.sort(
      (a, b) => byScores(a, b, until) || a.total - b.total || compare(a.candidate.locationId, b.candidate.locationId),
    ),
  };
}

function byScores(a: Ranked, b: Ranked, until: number): number {
  for (let at = 0; at < until; at++) {
    const one = a.scores[at] ?? Infinity,
      other = b.scores[at] ?? Infinity;
    if (one !== other) return one < other ? -1 : 1;
  }
  return 0;
}

/** Scales each score to its share of the range over all candidates; unknown counts as the greatest. */
function weigh(ranked: Ranked[], weights: readonly number[]): void {
  for (const [at, weight] of weights.entries()) {
    let least = Infinity,
      greatest = -Infinity;
    for (const { scores } of ranked) {
      const score = scores[at] ?? null;
      if (score === null) continue;
      least = Math.min(least, score);
      greatest = Math.max(greatest, score);
    }
    const span = greatest - least;
    for (const one of ranked) {
      const score = one.scores[at] ?? null;
      one.total += weight * (score === null ? 1 : span > 0 ? (score - least) / span : 0);
    }
  }
}
