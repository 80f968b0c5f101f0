// The demo's verdict at its end.
import type { Violation } from '../../db/invariants/check.ts';
import type { Ending } from './perform.ts';

/** The orders that ended otherwise than expected, and the number of those that did not. */
export function orderVerdict(endings: readonly Ending[], seconds: number): string[] {
  const wrong = endings.filter(({ problems }) => problems.length > 0);
  return [
    '',
    `${endings.length - wrong.length} of ${endings.length} orders ended as they should, after ${seconds.toFixed(1)} s.`,
    ...wrong.flatMap(({ scenario, orderId, problems }) => [
      `✗ ${scenario.title} (${orderId ?? 'no order'})`,
      ...problems.map((problem) => `    ${problem}`),
    ]),
  ];
}

const SHOWN = 20;

/** The checker's result; null means that it could not run. */
export function invariantVerdict(violations: readonly Violation[] | null): string {
  if (violations === null)
    return 'The invariants were not checked: no database of this system at DATABASE_URL or in DATA_DIR.';
  if (violations.length === 0) return 'Every invariant holds.';
  const shown = violations
    .slice(0, SHOWN)
    .map(({ invariant, subject, detail }) => `  ${invariant} ${JSON.stringify(subject)}: ${detail}`);
  const rest = violations.length - shown.length;
  return [
    `${violations.length} violations of invariants:`,
    ...shown,
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ].join('\n');
}
