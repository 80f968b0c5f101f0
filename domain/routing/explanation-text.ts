// A routing plan as text for people.
import type { BoundedPlan, BoundedRule } from './explanation.ts';
import type { Assignment, CandidateVerdict, AllocationMethod } from './plan.ts';

const methodText: Record<AllocationMethod, string> = {
  COMPLETE: 'one location has everything',
  EXACT: 'split: the best of all splits that are possible',
  GREEDY: 'split: a good one, there were too many to compare them all',
  NOBODY: 'nobody can serve it',
};
const restText = {
  UNROUTED: 'wait for an operator',
  HOLD: 'are held until released',
  CANCEL: 'are cancelled',
} as const;

/**
 * The whole plan as plain text: each rule with its candidates, best first, the choice, the runner-up, and the
 * counterfactuals.
 */
export function textOf(plan: BoundedPlan): string {
  return [
    `Profile ${plan.profileName}, version ${plan.profileVersion}`,
    ...plan.tried.flatMap(ruleText),
    `Chosen: ${assignmentsText(plan.assignments)}.`,
    ...(plan.unrouted.length === 0 ? [] : [`Nobody serves ${linesText(plan.unrouted)}: these ${restText[plan.rest]}.`]),
    ...(plan.runnerUp === null ? [] : [`Second: ${assignmentsText(plan.runnerUp)}.`]),
    ...plan.wouldHaveChanged.map((one) => `It would have been another choice with ${one.detail}.`),
  ].join('\n');
}

function ruleText({ rule, skippedBy, how, ranking, verdicts, others }: BoundedRule): string[] {
  if (skippedBy !== null) return [`Rule "${rule}" does not apply: its condition ${skippedBy} does not hold.`];
  const counts = Object.entries(others)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
  return [
    `Rule "${rule}": ${methodText[how]}.`,
    ...verdicts.map((one, at) => verdictText(one, at, ranking)),
    ...(counts === '' ? [] : [`      and others: ${counts}`]),
  ];
}

function verdictText(
  { locationId, ineligible, scores, chosen }: CandidateVerdict,
  at: number,
  ranking: readonly string[],
): string {
  if (ineligible) return `   –  ${locationId}: ${ineligible.code}, ${ineligible.detail} (${ineligible.criterion})`;
  const figures = ranking.map((name) => `${name} ${scores[name] ?? 'unknown'}`).join(', ');
  return `${String(at + 1).padStart(4)}  ${locationId}${chosen ? ', chosen' : ''}: ${figures}`;
}

const assignmentsText = (assignments: readonly Assignment[]): string =>
  assignments.length === 0
    ? 'nobody'
    : assignments.map(({ locationId, lines }) => `${locationId} sends ${linesText(lines)}`).join('; ');
const linesText = (lines: readonly { lineId: string; quantity: number }[]): string =>
  lines.map(({ lineId, quantity }) => `${quantity} of line ${lineId}`).join(', ');
