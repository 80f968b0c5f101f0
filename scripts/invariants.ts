// npm run invariants: checks the invariants on a database that may be in use.
import './provisioning/required-node.js';
import { parseArgs } from 'node:util';
import type { CheckResult, CheckOptions } from '../db/invariants/check.ts';
import { inspect } from '../db/invariants/invariants.ts';
import { openOrm } from '../db/connection/orm.ts';
import { acceptedOrders } from './invariants/accepted-file.ts';
import { reportOn } from './invariants/report.ts';
import { openWorkflowLookup } from './invariants/workflow-lookup.ts';
import { databaseAtHand } from './invariants/database-at-hand.ts';
import { readSettings } from './supervisor/settings.ts';

const HELP = `Usage: npm run invariants -- [--accepted FILE] [--temporal] [--settled] [--no-worker]

Checks the invariants of Baton on a database, which it only reads, and prints each violation with its ids and one line
per invariant. The exit code is 1 when there is any.

  --accepted FILE   I5: a line of JSON per order that a client saw accepted: {"channel":"…","number":"…","hash":"…"}
  --temporal        I6: compare open orders with running workflows
  --settled         nothing is under way: every write-back must be through or parked
  --no-worker       no worker runs, so overdue waits are no violations

  DATABASE_URL      the database; default: the embedded one of DATA_DIR (.data), if it runs
  TEMPORAL_ADDRESS  default 127.0.0.1 with TEMPORAL_PORT (7233)
  TEMPORAL_NAMESPACE  default orders`;

const options = {
  help: { type: 'boolean', short: 'h' },
  accepted: { type: 'string' },
  temporal: { type: 'boolean' },
  settled: { type: 'boolean' },
  'no-worker': { type: 'boolean' },
} as const;
const patient = { max: 2, statementTimeoutMs: 900_000, lockTimeoutMs: 10_000 };

function readArguments() {
  try {
    const { values } = parseArgs({ options });
    if (values.help !== true) return values;
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${HELP}\n`);
    process.exit(2);
  }
  process.stdout.write(`${HELP}\n`);
  process.exit(0);
}

async function check({
  accepted,
  temporal,
  settled,
  'no-worker': idle,
}: ReturnType<typeof readArguments>): Promise<CheckResult[]> {
  const settings = readSettings(process.env);
  const lookup = temporal === true ? await openWorkflowLookup(settings) : undefined;
  const orm = await openOrm(databaseAtHand(settings), patient);
  const wanted: CheckOptions = {
    settled: settled === true,
    workerRuns: idle !== true,
    ...(accepted !== undefined && { accepted: acceptedOrders(accepted) }),
    ...(lookup && { temporal: lookup }),
  };
  try {
    return await inspect(orm, wanted);
  } finally {
    await orm.close();
    await lookup?.close();
  }
}

const wanted = readArguments();
try {
  const checked = await check(wanted);
  process.stdout.write(`${reportOn(checked)}\n`);
  process.exitCode = checked.some(({ violations }) => violations.length > 0) ? 1 : 0;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
