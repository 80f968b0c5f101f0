// Statistics of measured numbers: medians, ratios, and comparison with a goal. Measures nothing itself.

/** The middle number, or the mean of the middle two; NaN for an empty list. */
export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? NaN)
    : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}

/** The smallest number that the fraction `share` of the list does not exceed. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** The median of the ratios within each round: a disturbance of a round affects both of its sides. */
export const ratio = (upper: readonly number[], lower: readonly number[]): number =>
  median(upper.map((value, round) => value / (lower[round] ?? NaN)));

export interface Goal {
  atLeast?: number;
  atMost?: number;
}
/** One line of a report; `goal` if there is one. */
export interface Figure {
  name: string;
  value: number;
  unit: string;
  goal?: Goal;
}

/** Says whether the goal is reached; without a goal always, for NaN never. */
export const isReached = ({ value, goal }: Figure): boolean =>
  goal === undefined ||
  (Number.isFinite(value) && value >= (goal.atLeast ?? -Infinity) && value <= (goal.atMost ?? Infinity));

/** Reports of several measurements, each figure with `reached`. */
export const judged = (reports: Record<string, Figure[]>): Record<string, (Figure & { reached: boolean })[]> =>
  Object.fromEntries(
    Object.entries(reports).map(([name, figures]) => [name, figures.map((f) => ({ ...f, reached: isReached(f) }))]),
  );

/** A number with a sensible number of digits. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return 'none';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 0.1 ? 2 : 4;
  return value.toLocaleString('en', { minimumFractionDigits: 0, maximumFractionDigits: digits });
}

function verdict(figure: Figure): string {
  if (figure.goal === undefined) return '';
  const { atLeast, atMost } = figure.goal;
  const wanted = atLeast === undefined ? `at most ${rounded(atMost ?? NaN)}` : `at least ${rounded(atLeast)}`;
  return isReached(figure) ? `reached (${wanted})` : `missed (${wanted})`;
}

/** A report as a table in Markdown. */
export function markdown(title: string, figures: readonly Figure[]): string {
  const rows = figures.map(
    (figure) =>
      `| ${figure.name} | ${rounded(figure.value)}${figure.unit === '' ? '' : ` ${figure.unit}`} | ` +
      `${verdict(figure)} |`,
  );
  return [`| ${title} | median | goal |`, '|---|---|---|', ...rows].join('\n');
}
