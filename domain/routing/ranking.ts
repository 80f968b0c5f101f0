import type { Candidate, RoutingRequest, RoutingRule } from './request.ts';

export interface Judged { candidate: Candidate; fell: { rule: string; reason: string } | null; scores: Record<string, number> }

/** Judges every candidate by the rules, best first, the fallen last; ties by location id, so that the order of the candidates never matters. */
export function rank(rules: readonly RoutingRule[], request: RoutingRequest, candidates: readonly Candidate[]): Judged[] {
  const scored = rules.filter((rule) => rule.score).map((rule) => rule.name);
  return candidates.map((candidate) => judge(rules, request, candidate)).toSorted((a, b) =>
    Number(a.fell !== null) - Number(b.fell !== null) || byScores(scored, a, b) || byText(a.candidate.locationId, b.candidate.locationId));
}

function judge(rules: readonly RoutingRule[], request: RoutingRequest, candidate: Candidate): Judged {
  for (const rule of rules) {
    const reason = rule.eliminate?.(candidate, request) ?? null;
    if (reason !== null) return { candidate, fell: { rule: rule.name, reason }, scores: {} };
  }
  const scores = rules.flatMap((rule) => (rule.score ? [[rule.name, rule.score(candidate, request)] as const] : []));
  return { candidate, fell: null, scores: Object.fromEntries(scores) };
}

function byScores(names: readonly string[], a: Judged, b: Judged): number {
  const decisive = names.find((name) => a.scores[name] !== b.scores[name]);
  return decisive === undefined ? 0 : (a.scores[decisive] ?? 0) - (b.scores[decisive] ?? 0);
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
