// The reasons of a plan in a bounded size, as they are stored with the order.
import type { CandidateVerdict, RoutingPlan, TriedRule } from './plan.ts';

const mostVerdicts = 50;

/**
 * Per rule the first 50 candidates and the chosen ones; the others are counted by the code of their ineligibility,
 * RANKED_LOWER for the eligible ones.
 */
export interface BoundedRule extends TriedRule {
  others: Record<string, number>;
}
export interface BoundedPlan extends Omit<RoutingPlan, 'tried'> {
  tried: BoundedRule[];
}

/**
 * The plan with a bounded number of verdicts: its size depends on the lines and rules, not on the number of locations.
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
