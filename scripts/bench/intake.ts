// Orders per second that the API takes in: against a route that only parses and answers, and against one commit per
// order. The same generator drives all three in turns.
import { join } from 'node:path';
import { openOrm } from '../../db/connection/orm.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { startEmbeddedPostgres } from '../provisioning/embedded-postgres.ts';
import { freePort } from '../provisioning/ports.ts';
import { demoSecrets } from '../supervisor/secrets.ts';
import { ratio, median, type Figure } from './figures.ts';
import type { Load, Loaded } from './load.ts';
import { cpuSecondsOf } from './process-costs.ts';
import { benchRetailer } from './retailer.ts';
import type { Rig } from './rig.ts';

const connections = 64;
const seconds = 6;
const ways = {
  bare: 'scripts/bench/bare-route.ts',
  baton: 'api/main.ts',
  oneCommit: 'scripts/bench/one-commit-api.ts',
} as const;
type Way = keyof typeof ways;
interface Server {
  url: string;
  pid: number;
}
interface Measured extends Loaded {
  cpuMs: number;
  postgresMs: number;
}

/** Measures intake; PostgreSQL syncs every commit, as in production. */
export async function measureIntake(rig: Rig, rounds: number): Promise<Figure[]> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(rig.directory, 'intake-postgres') });
  rig.own(postgres.stop);
  const databaseUrl = postgres.url('baton');
  const orm = await openOrm(databaseUrl);
  await migrate(orm);
  await seedRetailer(orm, benchRetailer(null));
  await orm.close();
  const environment = {
    ...demoSecrets(join(rig.directory, 'intake-secrets.json'), {}),
    DATABASE_URL: databaseUrl,
    RATE_LIMIT_PER_MINUTE: '100000000',
    MOST_WAITING_ORDERS: '100000000',
  };
  const servers = {} as Record<Way, Server>;
  for (const [way, entry] of Object.entries(ways) as [Way, string][])
    servers[way] = await serve(rig, entry, environment);
  const measured: Record<Way, Measured[]> = { bare: [], baton: [], oneCommit: [] };
  for (let round = 0; round <= rounds; round++) {
    for (const way of Object.keys(ways) as Way[]) {
      const one = await measure(rig, {
        server: servers[way],
        postgres: postgres.identity.pid,
        run: `${way}-${round}`,
        seconds: round === 0 ? 3 : seconds,
      });
      if (round > 0) measured[way].push(one); // round 0 warms up
      rig.say(
        `intake round ${round} of ${rounds}, ${way}: ${Math.round(one.perSecond)} orders/s, p99 ${one.p99Ms} ms, ` +
          `CPU ${one.cpuMs.toFixed(2)} + PostgreSQL ${one.postgresMs.toFixed(2)} ms an order`,
      );
    }
  }
  return figuresOf(measured);
}

async function serve(rig: Rig, entry: string, environment: NodeJS.ProcessEnv): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const daemon = await rig.serve(entry, { readyUrls: [`${url}/healthz`], env: { ...environment, PORT: String(port) } });
  return { url, pid: daemon.identity.pid };
}

async function measure(
  rig: Rig,
  { server, postgres, run, seconds: duration }: { server: Server; postgres: number; run: string; seconds: number },
): Promise<Measured> {
  const before = { api: cpuSecondsOf(server.pid), postgres: cpuSecondsOf(postgres) };
  const load: Load = { url: server.url, connections, seconds: duration, run };
  const loaded = await rig.run<Loaded>('scripts/bench/load.ts', load);
  if (loaded.failed > 0)
    throw new Error(`${loaded.failed} of ${loaded.answered + loaded.failed} orders were not taken (${run})`);
  const perOrder = (seconds: number): number => (seconds * 1000) / loaded.answered;
  return {
    ...loaded,
    cpuMs: perOrder(cpuSecondsOf(server.pid) - before.api),
    postgresMs: perOrder(cpuSecondsOf(postgres) - before.postgres),
  };
}

function figuresOf({ bare, baton, oneCommit }: Record<Way, Measured[]>): Figure[] {
  const of = (measured: Measured[], key: keyof Measured): number[] => measured.map((one) => one[key]);
  return [
    {
      name: 'intake ÷ bare Express route',
      value: ratio(of(baton, 'perSecond'), of(bare, 'perSecond')),
      unit: '×',
      goal: { atLeast: 0.35 },
    },
    {
      name: 'intake ÷ one commit per order',
      value: ratio(of(baton, 'perSecond'), of(oneCommit, 'perSecond')),
      unit: '×',
      goal: { atLeast: 5 },
    },
    { name: 'intake', value: median(of(baton, 'perSecond')), unit: 'orders/s' },
    { name: 'bare Express route', value: median(of(bare, 'perSecond')), unit: 'requests/s' },
    { name: 'one commit per order', value: median(of(oneCommit, 'perSecond')), unit: 'orders/s' },
    { name: 'intake, p99 of the answer', value: median(of(baton, 'p99Ms')), unit: 'ms' },
    { name: 'intake, CPU of the api per order', value: median(of(baton, 'cpuMs')), unit: 'ms' },
    { name: 'intake, CPU of PostgreSQL per order', value: median(of(baton, 'postgresMs')), unit: 'ms' },
    { name: 'bare Express route, CPU per request', value: median(of(bare, 'cpuMs')), unit: 'ms' },
  ];
}
