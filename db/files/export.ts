// Tables as files, page by page in key order: each page is read at one instant, the whole file is not.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Row } from '../connection/row-codec.ts';
import { sheets, type Sheet, type SheetName } from './sheets.ts';

const pageSize = 5000;

/** All rows of a sheet, one page at a time. */
export async function* exportPages(fork: () => EntityManager, name: SheetName): AsyncGenerator<Row[]> {
  const { table, columns, key }: Sheet = sheets[name];
  const order = key.join(', ');
  let after: unknown[] | null = null;
  for (;;) {
    const where: string = after === null ? '' : `where (${order}) > (${key.map(() => '?').join(', ')})`;
    const rows: Row[] = await fork().execute<Row[]>(
      `select ${columns.join(', ')} from ${table} ${where} order by ${order} limit ${pageSize}`,
      after ?? [],
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = key.map((c) => last[c]);
  }
}
