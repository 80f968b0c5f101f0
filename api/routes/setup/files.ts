// Stock, products and locations as CSV files, imported and exported as streams.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import { z } from 'zod';
import { exportPages } from '../../../db/files/export.ts';
import { importFile } from '../../../db/files/import.ts';
import { sheetNames, type SheetName } from '../../../domain/setup/sheets.ts';
import { hashKey } from '../../../auth/api-key.ts';
import { Result } from '../../contract/responses.ts';
import { readCsv } from '../../files/read.ts';
import { lineErrorsProblem } from '../../files/line-errors.ts';
import { cellOf, fileSheets, type Cell } from '../../files/sheets.ts';
import { reallocateShortage } from '../../messages/reallocate-shortage.ts';
import { Problem } from '../../http/problems.ts';
import { route, type Call } from '../../http/route.ts';

const roles = ['operator'] as const;
const csv = 'text/csv' as const;
const query = z.strictObject({ mode: z.enum(['file', 'row']).default('file') });

/** The limit of parallel imports; each keeps a database connection while the file is read. */
const maxParallelImports = 2;
let runningImports = 0;

async function importSheet(
  name: SheetName,
  { req, deps, principal, query: { mode }, idempotencyKey }: Call<unknown, z.output<typeof query>, unknown>,
) {
  if (runningImports >= maxParallelImports)
    throw new Problem('RATE_LIMITED', 'other files are being read', { retryAfterSeconds: 10 });
  runningImports += 1;
  try {
    const id = idempotencyKey === null ? null : hashKey(`${principal.keyId} ${idempotencyKey}`).slice(0, 32);
    const { short, ...report } = await importFile(deps.orm.em.fork(), readCsv(req, fileSheets[name]), {
      name,
      mode,
      id,
    });
    if (mode === 'file' && report.faulty > 0) throw lineErrorsProblem(report.faults, report.faulty);
    for (const place of short)
      await reallocateShortage(deps, principal, { ...place, cause: `import/${id ?? randomUUID()}` });
    return { ...report, unchanged: report.rows - report.written - report.faulty };
  } finally {
    runningImports -= 1;
    req.unpipe().resume(); // lets a caller that was refused in mid-file finish sending it
  }
}

async function exportSheet(name: SheetName, { res, deps }: Call<unknown, unknown, unknown>): Promise<void> {
  const { cells } = fileSheets[name];
  res.type(csv).attachment(`${name}.csv`);
  await pipeline(
    Readable.from(
      lines(
        exportPages(() => deps.orm.em.fork(), name),
        cells,
      ),
    ),
    stringify({ header: true, columns: Object.keys(cells) }),
    res,
  );
}

async function* lines(
  pages: AsyncIterable<Record<string, unknown>[]>,
  cells: Record<string, Cell>,
): AsyncGenerator<Record<string, string>> {
  for await (const page of pages)
    for (const row of page)
      yield Object.fromEntries(Object.entries(cells).map(([column, kind]) => [column, cellOf(row[column], kind)]));
}

export const fileRoutes = sheetNames.flatMap((name) => [
  route({
    method: 'post',
    path: `/v1/${name}/import`,
    roles,
    needs: name === 'stock' ? 'stock' : 'set-up',
    tag: 'files',
    summary: `Import ${name} from CSV: all of the file or nothing, or each valid line; errors with their lines`,
    consumes: csv,
    query,
    answer: Result,
    handle: (call) => importSheet(name, call),
  }),
  route({
    method: 'get',
    path: `/v1/${name}/export`,
    roles,
    needs: name === 'stock' ? 'stock' : 'set-up',
    tag: 'files',
    summary: `All ${name} as CSV, in the format of the import`,
    produces: csv,
    handle: (call) => exportSheet(name, call),
  }),
]);
