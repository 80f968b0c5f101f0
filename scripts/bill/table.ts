// The table of docs/architecture.md: what a person writes by hand for something new, and who tells what he forgot.
import type { Measured, Omission } from './measure.ts';
import type { Bill } from './place.ts';

const countText = ({ places }: Bill): string =>
  Object.entries(places)
    .map(([role, count]) => `${count} ${role}`)
    .join(', ');

/** How many omissions each tells. */
function tellers(omissions: readonly Omission[]): string {
  const counts = new Map<string, number>();
  for (const { told } of omissions) {
    const by = told?.by ?? 'nothing';
    counts.set(by, (counts.get(by) ?? 0) + 1);
  }
  return [...counts].map(([by, count]) => `${by} ${count}`).join(', ');
}

/** The Markdown table. */
export const billTable = (all: readonly Measured[]): string =>
  [
    '| new | places by hand | lines: in new files, in others | made by | each left out is told by | why |',
    '|---|---|---|---|---|---|',
    ...all.map(({ kind, bill, omissions }) => {
      const made = kind.generator ? `\`npm run ${kind.generator.command}\`` : '–';
      const lines = `${bill.newFileLines}, ${bill.otherLines}`;
      return `| ${kind.title} | ${countText(bill)} | ${lines} | ${made} | ${tellers(omissions)} | ${kind.reason} |`;
    }),
  ].join('\n');
