// Migrates a database, with --demo for trying; the supervisor and docker compose run it before anything else.
import './provisioning/required-node.js';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { openOrm } from '../db/connection/orm.ts';
import { migrate } from '../db/schema/migrate.ts';
import { seedDemoRetailer } from '../db/seed/demo-retailer.ts';
import { demoKeysFile } from './demo-keys/file.ts';
import { writeDemoKeys } from './demo-keys/write.ts';

const HELP = `Usage: node scripts/migrate.ts [--demo]

Creates the database if need be, and brings its schema up to date. The first key is made by \`npm run key\`.

  --demo         also seeds the demo retailer: what is there already stays as it is. Its keys are those that everybody
                 knows or, with NODE_ENV=production, made now; they are written to demo-keys.json in the data directory

  DATABASE_URL   the PostgreSQL 18 database
  DATA_DIR       where demo-keys.json goes, default .data
  SANDBOX_URL    where the demo's channels hear of their orders, default http://127.0.0.1:3001`;

const Environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  DATA_DIR: z.string().min(1).default('.data'),
  SANDBOX_URL: z.url().default('http://127.0.0.1:3001'),
  NODE_ENV: z.string().optional(),
});
type Environment = z.infer<typeof Environment>;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

function readArguments(): { demo: boolean } {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, demo: { type: 'boolean' } },
    });
    if (values.help !== true) return { demo: values.demo === true };
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

async function bringUpToDate({ demo }: { demo: boolean }): Promise<void> {
  const { DATABASE_URL, DATA_DIR, SANDBOX_URL, NODE_ENV } = readEnvironment();
  const orm = await openOrm(DATABASE_URL);
  try {
    await migrate(orm);
    say('The schema is up to date.');
    if (!demo) return;
    const file = demoKeysFile(DATA_DIR);
    const keys = writeDemoKeys(file, { production: NODE_ENV === 'production' });
    await seedDemoRetailer(orm, { webhookUrl: `${SANDBOX_URL.replace(/\/$/, '')}/channel/webhooks`, keys });
    say(`The demo retailer is there, its keys are in ${file}.`);
  } finally {
    await orm.close();
  }
}

const wanted = readArguments();
try {
  await bringUpToDate(wanted);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
