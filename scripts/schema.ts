// npm run schema: writes the generated parts of db/schema: the regions of read_order.sql and write_order.sql from
// db/order/tables.ts, and schema.sql from a database with the whole schema.
import './provisioning/required-node.js';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openOrm } from '../db/connection/orm.ts';
import { withGeneratedRegions } from '../db/order/generated-sql.ts';
import { dumpSchema } from '../db/schema/dump.ts';
import { migrate } from '../db/schema/migrate.ts';
import { argumentsOrHelp } from './command-line.ts';
import { startEmbeddedPostgres } from './provisioning/embedded-postgres.ts';

const HELP = `Usage: npm run schema

Writes the regions of read_order.sql and write_order.sql that follow from db/order/tables.ts, then
db/schema/schema.sql: what the migrations, functions and views of db/schema make of an empty database. A PostgreSQL of
its own is started for the while.`;

async function freshSchema(url: string): Promise<string> {
  const orm = await openOrm(url);
  try {
    await migrate(orm);
    return await dumpSchema(orm.em.fork());
  } finally {
    await orm.close();
  }
}

/** Writes the generated regions of the functions. */
function writeRegions(): void {
  for (const name of ['read_order', 'write_order']) {
    const file = fileURLToPath(new URL(`../db/schema/functions/${name}.sql`, import.meta.url));
    writeFileSync(file, withGeneratedRegions(readFileSync(file, 'utf8')));
  }
}

async function writeSchema(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'baton-schema-'));
  chmodSync(directory, 0o755); // for the account that PostgreSQL uses when we are root
  try {
    const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false });
    try {
      const schema = await freshSchema(postgres.url('baton'));
      writeFileSync(fileURLToPath(new URL('../db/schema/schema.sql', import.meta.url)), schema);
    } finally {
      await postgres.stop();
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

argumentsOrHelp(HELP, { positionals: false });
try {
  writeRegions();
  await writeSchema();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
