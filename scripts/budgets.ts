// npm run budgets -- [--json] [--rounds N] [--write]: what each life costs in Temporal and in our own database, on
// real servers of its own.
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { median } from './bench/figures.ts';
import { writeResult } from './bench/measurements-page.ts';
import { lives, livesChannels, type Life } from '../test/support/costed-lives.ts';
import { finalCostOf } from '../test/support/history.ts';
import { startWholeSystem, until, type WholeSystem } from '../test/support/whole-system.ts';
import { startEmbeddedPostgres } from './provisioning/embedded-postgres.ts';
import { startDevServer } from './provisioning/temporal-server.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean' },
    write: { type: 'boolean' },
    rounds: { type: 'string', default: '5' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  process.stdout.write(
    'npm run budgets -- [--json] [--rounds N] [--write]\n' +
      'Plays each life N times (default 5) one after the other on its own servers ' +
      'and prints the median of what it costs.\n' +
      '--write keeps the table in docs/measurements.md. Exit code 1 when a ceiling is missed.\n',
  );
  process.exit(0);
}

interface Row {
  life: string;
  events: number;
  tasks: number;
  transitions: number;
  historyBytes: number;
  roundTrips: number;
  writes: number;
  walBytes: number;
  outboxRoundTrips: number;
  outboxWrites: number;
  ceiling: Life['ceiling'];
  kept: boolean;
}

/** The end of the write-ahead log, in bytes. */
async function walBytes(system: WholeSystem): Promise<number> {
  const [row] = await system.deps.orm.em
    .fork()
    .execute<{ bytes: number }[]>("select (pg_current_wal_insert_lsn() - '0/0')::float8 as bytes");
  return row?.bytes ?? 0;
}

/** Waits until nothing is to be started or sent. */
const quiet = (system: WholeSystem): Promise<unknown> =>
  until(
    async () =>
      (
        await system.deps.orm.em
          .fork()
          .execute<{ n: number }[]>('select count(*)::int as n from write_back_stream where sent_seq < last_seq')
      )[0]?.n,
    (n) => n === 0,
    { what: 'the outbox' },
  );

async function once(system: WholeSystem, life: Life): Promise<Omit<Row, 'life' | 'ceiling' | 'kept'>> {
  await quiet(system);
  const before = { wal: await walBytes(system), ...system.spent() };
  const id = await life.live(system);
  const cost = await finalCostOf(system, id);
  await quiet(system);
  const after = { ...system.spent(), wal: await walBytes(system) };
  return {
    events: cost.events,
    tasks: cost.tasks,
    transitions: cost.transitions,
    historyBytes: cost.historyBytes,
    walBytes: after.wal - before.wal,
    roundTrips: after.roundTrips - before.roundTrips,
    writes: after.writes - before.writes,
    outboxRoundTrips: after.outboxRoundTrips - before.outboxRoundTrips,
    outboxWrites: after.outboxWrites - before.outboxWrites,
  };
}

async function measure(system: WholeSystem, life: Life): Promise<Row> {
  await once(system, life); // warms up caches, plans and connections
  const rounds: Awaited<ReturnType<typeof once>>[] = [];
  for (let i = 0; i < Number(values.rounds); i++) rounds.push(await once(system, life));
  const of = (key: keyof (typeof rounds)[number]): number => median(rounds.map((r) => r[key]));
  const row = {
    events: of('events'),
    tasks: of('tasks'),
    transitions: of('transitions'),
    historyBytes: of('historyBytes'),
    roundTrips: of('roundTrips'),
    writes: of('writes'),
    walBytes: of('walBytes'),
    outboxRoundTrips: of('outboxRoundTrips'),
    outboxWrites: of('outboxWrites'),
  };
  return {
    life: life.name,
    ...row,
    ceiling: life.ceiling,
    kept:
      row.events <= life.ceiling.events &&
      row.tasks <= life.ceiling.tasks &&
      row.transitions <= life.ceiling.transitions,
  };
}

function markdownOf(all: readonly Row[]): string {
  const columns = ['events', 'tasks', 'transitions', 'historyBytes', 'roundTrips', 'writes', 'walBytes'] as const;
  const outbox = ['outboxRoundTrips', 'outboxWrites'] as const;
  return [
    '| life | events | tasks | transitions | history bytes | round trips | writing transactions | log bytes | ' +
      'round trips of the outbox | its writing transactions |',
    `|---|${'---|'.repeat(columns.length + outbox.length)}`,
    ...all.map(
      (row) => `| ${row.life} | ${[...columns, ...outbox].map((key) => row[key].toLocaleString('en')).join(' | ')} |`,
    ),
  ].join('\n');
}

const directory = mkdtempSync(join(tmpdir(), 'baton-budgets-'));
chmodSync(directory, 0o755);
const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false });
const temporal = await startDevServer({ logFile: join(directory, 'temporal.log') });
process.env['TEST_DATABASE_URL'] = postgres.url('').replace(/\/$/, '');
process.env['TEST_TEMPORAL_ADDRESS'] = temporal.address;
const rows: Row[] = [];
try {
  const system = await startWholeSystem(livesChannels, { counted: true });
  for (const life of lives) rows.push(await measure(system, life));
  await system.stop();
} finally {
  await temporal.stop();
  await postgres.stop();
  rmSync(directory, { recursive: true, force: true });
}
if (values.json) process.stdout.write(`${JSON.stringify({ rounds: Number(values.rounds), rows }, null, 2)}\n`);
else
  console.table(
    rows.map(({ ceiling, life, kept, ...r }) => ({
      life,
      ...r,
      ceiling: `${ceiling.events}/${ceiling.tasks}/${ceiling.transitions}`,
      kept,
    })),
  );
if (values.write) writeResult('budgets', markdownOf(rows));
process.exit(rows.every((r) => r.kept) ? 0 : 1);
