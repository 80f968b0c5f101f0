// npm run schema: writes db/schema/schema.sql anew, from a database that the migrations, functions and views have made.
import './provisioning/required-node.js';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openOrm } from '../db/connection/orm.ts';
import { dumpSchema } from '../db/schema/dump.ts';
import { migrate } from '../db/schema/migrate.ts';
import { argumentsOrHelp } from './command-line.ts';
import { startEmbeddedPostgres } from './provisioning/embedded-postgres.ts';

const HELP = `Usage: npm run schema

Writes db/schema/schema.sql anew: what the migrations, functions and views of db/schema make of an empty database. A
PostgreSQL of its own is started for the while.`;

async function freshSchema(url: string): Promise<string> {
  const orm = await openOrm(url);
  try {
    await migrate(orm);
    return await dumpSchema(orm.em.fork());
  } finally {
    await orm.close();
  }
}

async function writeSchema(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'baton-schema-'));
  chmodSync(directory, 0o755); // for the account that PostgreSQL runs as when we are root
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
  await writeSchema();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
