// Tables as files, page by page in key order: each page is read at one instant, the whole file is not.
import type { EntityManager } from '@mikro-orm/postgresql';
import { sheetDeclarations, type SheetName } from '../../domain/setup/sheets.ts';
import { columnOf, type Row } from '../connection/row-codec.ts';
import { sheets } from './sheets.ts';

const pageSize = 5000;

/** Yields all rows of a sheet, page by page, with the column names of the file. */
export async function* exportPages(fork: () => EntityManager, name: SheetName): AsyncGenerator<Row[]> {
  const { table, names, key } = sheets[name];
  const order = key.join(', ');
  let after: unknown[] | null = null;
  for (;;) {
    const where: string = after === null ? '' : `where (${order}) > (${key.map(() => '?').join(', ')})`;
    const rows: Row[] = await fork().execute<Row[]>(
      `select ${names.map((one) => `${columnOf(one)} as "${one}"`).join(', ')}
        from ${table} ${where}
        order by ${order}
        limit ${pageSize}`,
      after ?? [],
    );
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (!last || rows.length < pageSize) return;
    after = sheetDeclarations[name].key.map((one) => last[one]);
  }
}
