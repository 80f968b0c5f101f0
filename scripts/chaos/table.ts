import type { Row } from './round.ts';

const columns: [title: string, width: number, of: (row: Row) => string | number][] = [
  ['fault', -14, (row) => row.fault],
  ['seed', 5, (row) => row.seed],
  ['orders', 7, (row) => row.orders],
  ['closed', 7, (row) => row.closed],
  ['with a person', 14, (row) => row.resting],
  ['times', 6, (row) => row.injected],
  ['recovery s', 11, (row) => row.recovery.toFixed(1)],
  ['violations', 11, (row) => row.violations],
  ['problems', 9, (row) => row.problems.length],
  ['run s', 6, (row) => row.seconds.toFixed(0)],
];
const cell = (value: string | number, width: number): string =>
  width < 0 ? String(value).padEnd(-width) : String(value).padStart(width);

/** The titles. */
export const headOfTable = (): string => columns.map(([title, width]) => cell(title, width)).join(' ');
/** One fault. */
export const lineOfTable = (row: Row): string =>
  `${columns.map(([, width, of]) => cell(of(row), width)).join(' ')}  ${row.remark}`;
