// Migrates a database and seeds the demo retailer; the supervisor and docker compose run it before anything else.
import './provisioning/required-node.js';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openOrm } from '../db/connection/orm.ts';
import { migrate } from '../db/schema/migrate.ts';
import { demoKeys, seedDemoRetailer } from '../db/seed/demo-retailer.ts';

const HELP = `Usage: node scripts/migrate.ts [--no-seed]

Creates the database if need be, brings its schema up to date, and seeds the demo retailer: what is there already stays
as it is. The demo's keys are written to demo-keys.json in the data directory.

  --no-seed      the schema only

  DATABASE_URL   the PostgreSQL 18 database
  DATA_DIR       where demo-keys.json goes, default .data
  SANDBOX_URL    where the demo's channels hear of their orders, default http://127.0.0.1:3001`;

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATA_DIR: z.string().min(1).default('.data'),
  SANDBOX_URL: z.url().default('http://127.0.0.1:3001'),
});
type Environment = z.infer<typeof Environment>;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function readArguments(): { seed: boolean } {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, 'no-seed': { type: 'boolean' } },
    });
    if (values.help !== true) return { seed: values['no-seed'] !== true };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}\n`);
    process.exit(2);
  }
  say(HELP);
  process.exit(0);
}

function readEnvironment(): Environment {
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ''));
  const parsed = Environment.safeParse(set);
  if (!parsed.success) throw new Error(`The environment is not right:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function bringUpToDate({ seed }: { seed: boolean }): Promise<void> {
  const { DATABASE_URL, DATA_DIR, SANDBOX_URL } = readEnvironment();
  const orm = await openOrm(DATABASE_URL);
  try {
    await migrate(orm);
    say('The schema is up to date.');
    if (!seed) return;
    await seedDemoRetailer(orm, { webhookUrl: `${SANDBOX_URL.replace(/\/$/, '')}/channel/webhooks` });
    say('The demo retailer is there.');
  } finally {
    await orm.close();
  }
  mkdirSync(DATA_DIR, { recursive: true });
  const file = join(DATA_DIR, 'demo-keys.json');
  writeFileSync(file, `${JSON.stringify(demoKeys(), null, 2)}\n`);
  say(`The demo's keys are in ${file}.`);
}

const wanted = readArguments();
try {
  await bringUpToDate(wanted);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
