// A CSV file as it is received: streamed, each line with its number, each error with its line.
import { Transform } from 'node:stream';
import { parse, type Info } from 'csv-parse';
import type { Request } from 'express';
import type { Chunk, ImportLineError, ReadRow } from '../../db/files/import.ts';
import { Problem } from '../http/problems.ts';
import { valueOf, type FileSheet } from './sheets.ts';

const chunkSize = 1000;
const mostRows = 1_000_000;
interface Parsed {
  record: string[];
  info: Info;
}

/**
 * Reads a file with a line of headings, in chunks. Throws a Problem when the headings are unusable or the text is not
 * UTF-8; broken quotes end the reading with an error.
 */
export async function* readCsv<Row extends object>(source: Request, sheet: FileSheet<Row>): AsyncGenerator<Chunk<Row>> {
  const parsed = parsedLines(source);
  let headings: string[] | null = null;
  const seen = new Map<string, number>();
  let chunk: Chunk<Row> = { rows: [], errors: [] };
  try {
    for await (const { record, info } of parsed) {
      if (headings === null) {
        headings = checkedHeadings(record, sheet);
        continue;
      }
      if (info.records > mostRows + 1)
        throw new Problem('PAYLOAD_TOO_LARGE', `more than ${mostRows} lines: send it in parts`);
      const read = rowOf(record, { line: info.lines, headings, sheet, seen });
      if ('row' in read) chunk.rows.push(read);
      else chunk.errors.push(...read.faults);
      if (chunk.rows.length + chunk.errors.length < chunkSize) continue;
      yield chunk;
      chunk = { rows: [], errors: [] };
    }
  } catch (error) {
    chunk.errors.push(parseErrorOf(error));
  }
  if (headings === null && chunk.errors.length === 0)
    throw new Problem('VALIDATION', 'the file is empty: its first line names the columns', {
      errors: [{ pointer: '/lines/1', detail: 'empty' }],
    });
  yield chunk;
}

function parsedLines(source: Request): AsyncIterable<Parsed> {
  if (!source.is('text/csv')) throw new Problem('UNSUPPORTED_MEDIA_TYPE', 'send text/csv in UTF-8');
  const parser = parse({
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
    max_record_size: 100_000,
  });
  return source
    .on('error', (e) => parser.destroy(e))
    .pipe(utf8Only())
    .on('error', (e) => parser.destroy(e))
    .pipe(parser) as AsyncIterable<Parsed>;
}

/** Refuses files in another encoding, as some spreadsheets write, instead of importing wrong characters. */
function utf8Only(): Transform {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (bytes: Buffer | undefined, done: (error: Error | null, text?: string) => void): void => {
    try {
      done(null, decoder.decode(bytes, { stream: bytes !== undefined }));
    } catch {
      done(new Problem('VALIDATION', 'the file is not UTF-8', { errors: [{ pointer: '/', detail: 'not UTF-8' }] }));
    }
  };
  return new Transform({
    transform: (bytes: Buffer, _encoding, done) => {
      decode(bytes, done);
    },
    flush: (done) => {
      decode(undefined, done);
    },
  });
}

function checkedHeadings(record: string[], { cells, required }: Pick<FileSheet, 'cells' | 'required'>): string[] {
  const faults = [
    ...record.flatMap((h, i) =>
      Object.hasOwn(cells, h)
        ? record.indexOf(h) < i
          ? [`${h} stands there twice`]
          : []
        : [`${h || 'an empty heading'} is no column`],
    ),
    ...required.filter((h) => !record.includes(h)).map((h) => `${h} is missing`),
  ];
  if (faults.length > 0)
    throw new Problem('VALIDATION', `line 1: ${faults.join('; ')}. Columns: ${Object.keys(cells).join(', ')}`, {
      errors: faults.map((detail) => ({ pointer: '/lines/1', detail })),
    });
  return record;
}

interface Reading<Row extends object> {
  line: number;
  headings: string[];
  sheet: FileSheet<Row>;
  seen: Map<string, number>;
}

function rowOf<Row extends object>(
  record: string[],
  { line, headings, sheet, seen }: Reading<Row>,
): ReadRow<Row> | { faults: ImportLineError[] } {
  if (record.length !== headings.length)
    return {
      faults: [{ line, column: null, detail: `${record.length} cells where the headings are ${headings.length}` }],
    };
  const values = Object.fromEntries(headings.map((h, i) => [h, valueOf(record[i] ?? '', sheet.cells[h] ?? 'text')]));
  const checked = sheet.row.safeParse(values);
  if (!checked.success)
    return {
      faults: checked.error.issues
        .slice(0, 5)
        .map((i) => ({ line, column: String(i.path[0] ?? '') || null, detail: i.message })),
    };
  const cells = new Map<string, unknown>(Object.entries(checked.data));
  const key = JSON.stringify(sheet.key.map((column) => cells.get(column) ?? null));
  const before = seen.get(key);
  if (before !== undefined) return { faults: [{ line, column: null, detail: `the same key is in line ${before}` }] };
  seen.set(key, line);
  return { line, row: checked.data };
}

/** An error that ends the reading; an error that does not come from the file is rethrown. */
function parseErrorOf(error: unknown): ImportLineError {
  const { code, lines, message } = error as { code?: string; lines?: number; message?: string };
  if (typeof code !== 'string' || !code.startsWith('CSV_')) throw error;
  return { line: lines ?? 0, column: null, detail: `cannot be read from here on: ${message ?? code}` };
}
