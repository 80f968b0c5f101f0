// A whole Baton as `npm start` runs it, with its own directory and ports and the retailer of a benchmark.
import { join } from 'node:path';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { databaseAtHand } from '../invariants/database-at-hand.ts';
import { dataDirectory, emptyDataDirectory, type DataDirectory } from '../supervisor/data-directory.ts';
import { freePort } from '../provisioning/ports.ts';
import { readPidFile } from '../provisioning/processes.ts';
import { stopOrphans } from '../supervisor/preflight.ts';
import { readSettings } from '../supervisor/settings.ts';
import { cpuSecondsOf, memoryMegabytesOf } from './process-costs.ts';
import { benchRetailer } from './retailer.ts';
import type { Rig } from './rig.ts';

export const parts = ['temporal', 'postgres', 'worker', 'api', 'sandbox'] as const;
export type Part = (typeof parts)[number];
/** A value per part. */
export const ofEach = (value: (part: Part) => number): Record<Part, number> =>
  Object.fromEntries(parts.map((part) => [part, value(part)])) as Record<Part, number>;

export interface StartedSystem {
  api: string;
  sandbox: string;
  temporal: string;
  databaseUrl: string;
  /** The port on which the channel receives write-backs. */
  webhookPort: number;
  /** CPU seconds of each process so far. */
  cpuSeconds: () => Record<Part, number>;
  /** Current megabytes of each process. */
  megabytes: () => Record<Part, number>;
}

/** Starts a system and waits until it is ready; it ends with the rig. */
export async function startSystem(rig: Rig): Promise<StartedSystem> {
  const [ports, webhookPort] = await Promise.all([freePorts(), freePort()]);
  const data = dataDirectory(join(rig.directory, 'system'));
  const env = environmentOn(ports, data);
  const api = `http://127.0.0.1:${ports.PORT}`;
  rig.own(async () => {
    await stopOrphans(data);
    await emptyDataDirectory(data);
  });
  rig.say('starting the whole system …');
  await rig.serve('scripts/start.ts', {
    readyUrls: [`${api}/readyz`, `http://127.0.0.1:${ports.WORKER_METRICS_PORT}/healthz`],
    env,
  });
  const databaseUrl = databaseAtHand(readSettings(env));
  await seed(databaseUrl, webhookPort);
  return {
    api,
    sandbox: `http://127.0.0.1:${ports.SANDBOX_PORT}`,
    temporal: `127.0.0.1:${ports.TEMPORAL_PORT}`,
    databaseUrl,
    webhookPort,
    cpuSeconds: () => ofEach((part) => cpuSecondsOf(pidOf(data, part))),
    megabytes: () => ofEach((part) => memoryMegabytesOf(pidOf(data, part))),
  };
}

const portNames = ['PORT', 'SANDBOX_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'WORKER_METRICS_PORT'] as const;
type Ports = Record<(typeof portNames)[number], number>;

async function freePorts(): Promise<Ports> {
  const ports = await Promise.all(portNames.map(async (name) => [name, await freePort()] as const));
  return Object.fromEntries(ports) as Ports;
}

/** The environment of `npm start`: no outside database, server or sandbox, and no rate limit. */
function environmentOn(ports: Ports, data: DataDirectory): Record<string, string> {
  return Object.fromEntries(
    Object.entries({
      ...ports,
      DATA_DIR: data.path,
      RATE_LIMIT_PER_MINUTE: 100_000_000,
      DATABASE_URL: '',
      TEMPORAL_ADDRESS: '',
      SANDBOX_URL: '',
    }).map(([name, value]) => [name, String(value)]),
  );
}

async function seed(databaseUrl: string, webhookPort: number): Promise<void> {
  const orm = await openOrm(databaseUrl);
  await seedRetailer(orm, benchRetailer(`http://127.0.0.1:${webhookPort}/`));
  await orm.close();
}

function pidOf(data: DataDirectory, part: Part): number {
  const identity = readPidFile(data.pidFile(part));
  if (identity === undefined) throw new Error(`${part} does not run any more`);
  return identity.pid;
}
