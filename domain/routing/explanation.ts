// The reasons of a plan, bounded, as they are kept with the order.
import type { CandidateVerdict, RoutingPlan, TriedRule } from './plan.ts';

const mostVerdicts = 50;

/**
 * Of each rule the first 50 candidates and those that were chosen; the rest counted by the code of their fall,
 * RANKED_LOWER for those that did not fall.
 */
export interface BoundedRule extends TriedRule {
  others: Record<string, number>;
}
export interface BoundedPlan extends Omit<RoutingPlan, 'tried'> {
  tried: BoundedRule[];
}

/**
 * The plan with a bounded number of verdicts: its size depends on the lines and the rules, no longer on the number of
 * locations.
 */
export function boundPlan({ tried, ...plan }: RoutingPlan): BoundedPlan {
  return {
    ...plan,
    tried: tried.map((rule) => ({
      ...rule,
      verdicts: rule.verdicts.filter(isKept),
      others: counted(rule.verdicts.filter((one, at) => !isKept(one, at))),
    })),
  };
}

const isKept = (verdict: CandidateVerdict, at: number): boolean => at < mostVerdicts || verdict.chosen;

function counted(verdicts: readonly CandidateVerdict[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { ineligible } of verdicts)
    counts[ineligible?.code ?? 'RANKED_LOWER'] = (counts[ineligible?.code ?? 'RANKED_LOWER'] ?? 0) + 1;
  return counts;
}
