import { mostPerFinding, type CheckResult, type Invariant, type Violation } from '../../db/invariants/check.ts';

/** A violation in one line, with its ids. */
export const violationLine = ({ invariant, subject, detail }: Violation): string =>
  `${invariant}  ${Object.entries(subject)
    .map(([name, id]) => `${name} ${id}`)
    .join(', ')}: ${detail}`;

/** Every violation, then a line per invariant with the number of checked rows. */
export function reportOn(checked: readonly CheckResult[]): string {
  const byInvariant = new Map<Invariant, CheckResult[]>();
  for (const one of checked) byInvariant.set(one.invariant, [...(byInvariant.get(one.invariant) ?? []), one]);
  const violations = checked.flatMap((one) => one.violations).map(violationLine);
  return [...violations, ...[...byInvariant].map(([invariant, parts]) => summaryLine(invariant, parts))].join('\n');
}

function summaryLine(invariant: Invariant, parts: readonly CheckResult[]): string {
  const found = parts.reduce((sum, { violations }) => sum + violations.length, 0);
  const looked = parts.map(({ rows, of }) => `${rows} ${of}`).join(', ');
  const verdict =
    found === 0 ? 'holds' : `${found}${found >= mostPerFinding ? ' or more' : ''} violation${found === 1 ? '' : 's'}`;
  return `${invariant.padEnd(3)}  ${verdict.padEnd(8)}  ${looked}`;
}
