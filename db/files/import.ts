// The import of a file: staged while it is read, checked as a whole, written in one order. A file, or a chunk of it,
// that fails writes nothing.
import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { bookFileCountDifferences, countsTempTable } from '../inventory/count-differences.ts';
import { rewindWatch } from '../inventory/changes.ts';
import { toRow } from '../connection/row-codec.ts';
import type { SheetName } from '../../domain/setup/sheets.ts';
import { sheets, type Sheet } from './sheets.ts';

/** An error in a line of the file, counted from 1; `column` is null when it concerns the whole line. */
export interface ImportLineError {
  line: number;
  column: string | null;
  detail: string;
}
export interface ReadRow<Row extends object = object> {
  line: number;
  row: Row;
}
/** A chunk of the file: its valid rows, and the errors of the others. */
export interface Chunk<Row extends object = object> {
  rows: ReadRow<Row>[];
  errors: ImportLineError[];
}
/**
 * The result of an import. `faults` lists only the first errors; `short` lists stock with fewer counted units than
 * reserved.
 */
export interface Report {
  rows: number;
  written: number;
  faulty: number;
  faults: ImportLineError[];
  short: { sku: string; locationId: string; short: number }[];
}

const mostListed = 100;
/**
 * Rows after which a table's statistics are made anew. Every connection then plans its statements again: those that
 * were planned on a small table read it whole.
 */
const grown = 1000;

class FileRefused extends Error {}

/**
 * Imports a file. `mode` file: all of it, or nothing when a line has an error. `mode` row: every valid line, written
 * chunk by chunk so that other transactions wait only for a chunk. `id` makes the import idempotent: the same file
 * under the same id counts once; null allows repeats. Rethrows an error of the source; a file has then written nothing.
 */
export async function importFile(
  em: EntityManager,
  source: AsyncIterable<Chunk>,
  { name, mode, id }: { name: SheetName; mode: 'file' | 'row'; id: string | null },
): Promise<Report> {
  const report: Report = { rows: 0, written: 0, faulty: 0, faults: [], short: [] };
  const sheet = sheets[name];
  const take = (chunks: AsyncIterable<Chunk> | Chunk[]): Promise<void> =>
    em.transactional((tx) => importChunks(tx, { chunks, sheet, id, report, mode }));
  if (mode === 'file')
    await take(source).catch((error: unknown) => {
      if (!(error instanceof FileRefused)) throw error;
      report.written = 0;
    });
  else for await (const chunk of source) await take([chunk]);
  if (report.written >= grown) await em.execute(`analyze (skip_locked) ${sheet.table}`);
  return report;
}

interface ImportStep {
  chunks: AsyncIterable<Chunk> | Chunk[];
  sheet: Sheet;
  id: string | null;
  report: Report;
  mode: 'file' | 'row';
}

async function importChunks(tx: EntityManager, taking: ImportStep): Promise<void> {
  const { sheet, id, report, mode } = taking;
  await readInto(tx, taking);
  if (sheet.lockSql !== undefined) await tx.execute(sheet.lockSql);
  if (sheet.table === 'stock') await tx.execute(countsTempTable);
  const faulty = await collectErrors(tx, sheet, report);
  if (mode === 'file' && report.faulty > 0) throw new FileRefused();
  if (faulty > 0) await tx.execute(`delete from incoming where line in (select line from (${sheet.errorsSql}) f)`);
  const cause = `import/${id ?? randomUUID()}/`;
  const [wrote] = await tx.execute<{ written: number }[]>(
    sheet.write('incoming', { cause: `'${cause}'`, anew: id === null }),
  );
  report.written += wrote?.written ?? 0;
  await rewindWatch(tx);
  if (sheet.table !== 'stock') return;
  await bookFileCountDifferences(tx, cause);
  report.short.push(...(await shortLocations(tx)));
}

/** Stages the file's lines in a temporary table. A large or slow file gets a longer statement timeout. */
async function readInto(tx: EntityManager, { chunks, sheet, report }: ImportStep): Promise<void> {
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
  for await (const { rows, errors } of chunks) {
    addErrors(report, errors, new Set(errors.map((f) => f.line)).size);
    report.rows += rows.length + errors.length;
    await tx.execute('insert into incoming select * from jsonb_populate_recordset(null::incoming, ?::jsonb)', [
      JSON.stringify(rows.map(({ line, row }) => ({ line, ...toRow(row) }))),
    ]);
  }
  await tx.execute('analyze incoming');
}

/** Checks the staged lines against the database; returns the number of lines with an error. */
async function collectErrors(tx: EntityManager, sheet: Sheet, report: Report): Promise<number> {
  const [found] = await tx.execute<{ lines: number; first: ImportLineError[] }[]>(
    `with f as (${sheet.errorsSql})
      select (select count(distinct line)::int from f) as lines,
        (
          select coalesce(jsonb_agg(to_jsonb(n) order by n.line), '[]')
          from (select line, "column", detail from f order by line limit ${mostListed}) n
        ) as first`,
  );
  if (!found) return 0;
  addErrors(report, found.first, found.lines);
  return found.lines;
}

const shortLocations = (tx: EntityManager): Promise<Report['short']> =>
  tx.execute<Report['short']>(
    `select s.sku, s.location_id as "locationId", s.reserved - s.on_hand as short
      from stock s
      join incoming using (sku, location_id)
      where s.reserved > s.on_hand`,
  );

function addErrors(report: Report, faults: ImportLineError[], lines: number): void {
  report.faulty += lines;
  report.faults.push(...faults.slice(0, Math.max(0, mostListed - report.faults.length)));
}
