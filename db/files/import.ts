// A file into the database: staged as it is read, judged as a whole, written in one order. Nothing is written of a
// file, or of a part of it, that fails.
import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { bookFileCountDifferences, countsTempTable } from '../inventory/count-differences.ts';
import { lookAgain } from '../inventory/changes.ts';
import { toRow } from '../connection/row-codec.ts';
import type { SheetName } from '../../domain/setup/sheets.ts';
import { sheets, type Sheet } from './sheets.ts';

/** A line of the file, as the first is 1; `column` is null when it is the line as a whole. */
export interface LineFault {
  line: number;
  column: string | null;
  detail: string;
}
export interface ReadRow<Row extends object = object> {
  line: number;
  row: Row;
}
/** What was read at once: good rows, and what could not be read. */
export interface Chunk<Row extends object = object> {
  rows: ReadRow<Row>[];
  faults: LineFault[];
}
/** Of many faults only the first are named. `short` are places where less was counted than is reserved. */
export interface Report {
  rows: number;
  written: number;
  faulty: number;
  faults: LineFault[];
  short: { sku: string; locationId: string; short: number }[];
}

const mostNamed = 100;

class Refused extends Error {}

/**
 * Imports a file. `mode` file: all of it or, when one line is at fault, nothing. `mode` row: each good line; a chunk is
 * written when it has been read, so that others wait for no more than that. `id` makes it happen once: the same file
 * under the same id counts nothing twice; null when it may. Throws what the source throws, and then a file has written
 * nothing.
 */
export async function importFile(
  em: EntityManager,
  source: AsyncIterable<Chunk>,
  { name, mode, id }: { name: SheetName; mode: 'file' | 'row'; id: string | null },
): Promise<Report> {
  const report: Report = { rows: 0, written: 0, faulty: 0, faults: [], short: [] };
  const sheet = sheets[name];
  const take = (chunks: AsyncIterable<Chunk> | Chunk[]): Promise<void> =>
    em.transactional((tx) => takeAll(tx, { chunks, sheet, id, report, mode }));
  if (mode === 'file')
    await take(source).catch((error: unknown) => {
      if (!(error instanceof Refused)) throw error;
      report.written = 0;
    });
  else for await (const chunk of source) await take([chunk]);
  return report;
}

interface Taking {
  chunks: AsyncIterable<Chunk> | Chunk[];
  sheet: Sheet;
  id: string | null;
  report: Report;
  mode: 'file' | 'row';
}

async function takeAll(tx: EntityManager, taking: Taking): Promise<void> {
  const { sheet, id, report, mode } = taking;
  await readInto(tx, taking);
  if (sheet.hold !== undefined) await tx.execute(sheet.hold);
  if (sheet.table === 'stock') await tx.execute(countsTempTable);
  const faulty = await noteFaults(tx, sheet, report);
  if (mode === 'file' && report.faulty > 0) throw new Refused();
  if (faulty > 0) await tx.execute(`delete from incoming where line in (select line from (${sheet.faults}) f)`);
  const cause = `import/${id ?? randomUUID()}/`;
  const [wrote] = await tx.execute<{ written: number }[]>(
    sheet.write('incoming', { cause: `'${cause}'`, anew: id === null }),
  );
  report.written += wrote?.written ?? 0;
  await lookAgain(tx);
  if (sheet.table !== 'stock') return;
  await bookFileCountDifferences(tx, cause);
  report.short.push(...(await shortNow(tx)));
}

/** Puts the file's lines into a table of this transaction; a large file, or one that comes slowly, gets more time. */
async function readInto(tx: EntityManager, { chunks, sheet, report }: Taking): Promise<void> {
  await tx.execute(
    `select set_config('statement_timeout', '60s', true),
       set_config('idle_in_transaction_session_timeout', '60s', true)`,
  );
  await tx.execute(
    `create temp table incoming on commit drop as
      select null::int as line, ${sheet.columns.join(', ')}
      from ${sheet.table}
      with no data`,
  );
  for await (const { rows, faults } of chunks) {
    note(report, faults, new Set(faults.map((f) => f.line)).size);
    report.rows += rows.length + faults.length;
    await tx.execute('insert into incoming select * from jsonb_populate_recordset(null::incoming, ?::jsonb)', [
      JSON.stringify(rows.map(({ line, row }) => ({ line, ...toRow(row) }))),
    ]);
  }
  await tx.execute('analyze incoming');
}

/** Checks the lines against what is stored; answers how many have a fault. */
async function noteFaults(tx: EntityManager, sheet: Sheet, report: Report): Promise<number> {
  const [found] = await tx.execute<{ lines: number; first: LineFault[] }[]>(
    `with f as (${sheet.faults})
      select (select count(distinct line)::int from f) as lines,
        (
          select coalesce(jsonb_agg(to_jsonb(n) order by n.line), '[]')
          from (select line, "column", detail from f order by line limit ${mostNamed}) n
        ) as first`,
  );
  if (!found) return 0;
  note(report, found.first, found.lines);
  return found.lines;
}

const shortNow = (tx: EntityManager): Promise<Report['short']> =>
  tx.execute<Report['short']>(
    `select s.sku, s.location_id as "locationId", s.reserved - s.on_hand as short
      from stock s
      join incoming using (sku, location_id)
      where s.reserved > s.on_hand`,
  );

function note(report: Report, faults: LineFault[], lines: number): void {
  report.faulty += lines;
  report.faults.push(...faults.slice(0, Math.max(0, mostNamed - report.faults.length)));
}
