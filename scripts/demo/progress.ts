// The live table of the demo: redrawn on a terminal, one line per change elsewhere.
import type { WriteStream } from 'node:tty';

export interface Row {
  title: string;
  status: string;
  stage: string;
  mark: ' ' | '✓' | '✗';
}
/** `say` prints a permanent line above the table. */
export interface Progress {
  update: (title: string, seen: Partial<Omit<Row, 'title'>>) => void;
  say: (line: string) => void;
}

const statusWidth = 20;
const widthOf = (rows: readonly Row[]): number => Math.max(...rows.map(({ title }) => title.length));

/** Opens the table with a row per title; a terminal that is too small gets lines. */
export function openProgress(titles: readonly string[], out: WriteStream): Progress {
  const rows: Row[] = titles.map((title) => ({ title, status: '', stage: '', mark: ' ' }));
  const live = out.isTTY && out.rows > titles.length + 2;
  return live ? table(rows, out) : lines(rows, out);
}

function table(rows: Row[], out: WriteStream): Progress {
  let drawn = 0;
  const draw = (above = ''): void => {
    const shown = rows.map((row) => inOneLine(row, widthOf(rows)).slice(0, out.columns - 1));
    out.write(`${drawn > 0 ? `\u001b[${drawn}A` : ''}\u001b[J${above}\n${shown.join('\n')}\n`);
    drawn = rows.length + 1;
  };
  return {
    update: (title, seen) => {
      if (apply(rows, title, seen)) draw();
    },
    say: (line) => {
      draw(`${line}\n`);
    },
  };
}

function lines(rows: Row[], out: WriteStream): Progress {
  const begun = performance.now();
  return {
    update: (title, seen) => {
      const row = apply(rows, title, seen);
      if (row)
        out.write(
          `${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s ${inOneLine(row, widthOf(rows))}\n`,
        );
    },
    say: (line) => {
      out.write(`${line}\n`);
    },
  };
}

const inOneLine = ({ mark, title, status, stage }: Row, width: number): string =>
  `${mark} ${title.padEnd(width)}  ${status.padEnd(statusWidth)}  ${stage}`.trimEnd();

/** The row, if it has changed. */
function apply(rows: Row[], title: string, seen: Partial<Row>): Row | null {
  const row = rows.find((one) => one.title === title);
  if (!row || Object.entries(seen).every(([name, value]) => row[name as keyof Row] === value)) return null;
  return Object.assign(row, seen);
}
