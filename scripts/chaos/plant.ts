// The processes of one fault run: all real and separate, restarted when they die, and ended by their ids.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openOrm } from '../../db/connection/orm.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { destroyCluster } from '../provisioning/embedded-postgres.ts';
import { freePort } from '../provisioning/ports.ts';
import { readPidFile } from '../provisioning/processes.ts';
import { dataDirectory, prepareDataDirectory, type DataDirectory } from '../supervisor/data-directory.ts';
import { bundleWorkflowsApart } from '../../worker/bundle.ts';
import { childEnvironment } from '../supervisor/environment.ts';
import { demoSecrets } from '../supervisor/secrets.ts';
import { postgresPart, servicePart, services, temporalPart } from '../supervisor/services.ts';
import { readSettings, type Settings } from '../supervisor/settings.ts';
import { eventually } from '../eventually.ts';
import { keep, type Kept } from './kept.ts';

export const parts = ['postgres', 'temporal', 'sandbox', 'worker', 'api'] as const;
export type PartName = (typeof parts)[number];
/** Additional environment variables per process. */
export type Extra = Partial<Record<PartName | 'second-worker', Record<string, string>>>;

export interface Plant {
  settings: Settings;
  data: DataDirectory;
  databaseUrl: string;
  api: string;
  sandbox: string;
  /** Changes apply from the next start on. */
  extra: Extra;
  part: (name: PartName) => Kept;
  /** Sends a signal to a part's process. */
  signal: (name: PartName, signal: NodeJS.Signals) => void;
  /** Kills a part with SIGKILL and waits until it runs again. */
  kill: (name: PartName) => Promise<void>;
  /** Sentences about those of these parts that ended by themselves. */
  dead: (...names: PartName[]) => string[];
  /** Another worker on the same queue, which is not restarted. */
  startSecondWorker: () => Promise<{ stop: () => Promise<void> }>;
  /** Ends all processes by id and removes the data. */
  stop: () => Promise<void>;
}

async function settingsOn(path: string): Promise<Settings> {
  const names = ['PORT', 'SANDBOX_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT', 'WORKER_METRICS_PORT'];
  const ports = await Promise.all(names.map(async (name) => [name, String(await freePort())] as const));
  return readSettings({ DATA_DIR: path, ...Object.fromEntries(ports) });
}

const running = new Set<() => Promise<void>>();
/** Ends all running plants, for a stop request in the middle. */
export const stopPlants = (): Promise<unknown> => Promise.allSettled([...running].map((stop) => stop()));

/** `postgresOn` replaces the database's directory and returns a function that removes it. */
export interface Wishes {
  extra?: ((data: DataDirectory) => Extra) | undefined;
  postgresOn?: ((directory: string) => () => void) | undefined;
}

/** Starts all parts on free ports with their own directory; the variables of `extra` apply from the first start. */
export async function startPlant({ extra, postgresOn }: Wishes): Promise<Plant> {
  const path = mkdtempSync(join(tmpdir(), 'baton-chaos-'));
  chmodSync(path, 0o755); // for the account that PostgreSQL uses when we are root
  const settings = await settingsOn(path);
  const below = join(path, 'small-disk');
  if (postgresOn) mkdirSync(below);
  const takeAway = postgresOn?.(below);
  const data = { ...dataDirectory(path), ...(postgresOn ? { postgres: join(below, 'postgres') } : {}) };
  prepareDataDirectory(data);
  const kept = new Map<PartName, Kept>();
  const stop = async (): Promise<void> => {
    running.delete(stop);
    for (const name of parts.toReversed()) await kept.get(name)?.stop();
    await destroyCluster(data.postgres);
    takeAway?.();
    rmSync(path, { recursive: true, force: true });
  };
  running.add(stop);
  const plant = plantOf({ settings, data, extra: extra?.(data) ?? {}, kept, stop });
  try {
    await startParts(plant, kept);
    return plant;
  } catch (error) {
    await stop();
    throw error;
  }
}

function plantOf({
  settings,
  data,
  extra,
  kept,
  stop,
}: Pick<Plant, 'settings' | 'data' | 'extra' | 'stop'> & { kept: Map<PartName, Kept> }): Plant {
  const part = (name: PartName): Kept => kept.get(name) ?? fail(`${name} does not run`);
  const signal = (name: PartName, what: NodeJS.Signals): void => {
    const process_ = readPidFile(data.pidFile(name));
    if (process_) process.kill(process_.pid, what);
  };
  const plant: Plant = {
    settings,
    data,
    databaseUrl: '',
    api: `http://127.0.0.1:${settings.PORT}`,
    sandbox: `http://127.0.0.1:${settings.SANDBOX_PORT}`,
    extra,
    part,
    signal,
    stop,
    kill: async (name) => {
      const before = part(name).deaths();
      signal(name, 'SIGKILL');
      await eventually(`the ${name} is back`, () => part(name).deaths() > before && part(name).isUp());
    },
    dead: (...names) => names.filter((name) => part(name).deaths() > 0).map((name) => `the ${name} did not survive`),
    startSecondWorker: () => startSecondWorker(plant),
  };
  return plant;
}

async function startParts(plant: Plant, kept: Map<PartName, Kept>): Promise<void> {
  const { settings, data } = plant;
  kept.set(
    'postgres',
    await keep(
      postgresPart(data, (url) => {
        plant.databaseUrl = url;
      }),
    ),
  );
  kept.set('temporal', await keep(temporalPart(data, settings)));
  writeFileSync(data.file('workflows.js'), await bundleWorkflowsApart()); // once, because workers are restarted often
  await makeDatabase(plant.databaseUrl);
  for (const service of services(settings))
    kept.set(
      service.name as PartName,
      await keep(servicePart(service, data, () => environmentOf(plant, service.name as PartName))),
    );
}

async function makeDatabase(url: string): Promise<void> {
  const orm = await openOrm(url);
  try {
    await migrate(orm);
  } finally {
    await orm.close();
  }
}

function environmentOf({ settings, data, databaseUrl, extra }: Plant, name: keyof Extra): NodeJS.ProcessEnv {
  const secrets = demoSecrets(data.file('secrets.json'), process.env);
  return {
    ...childEnvironment(settings, { ...secrets, DATABASE_URL: databaseUrl }),
    LOG_LEVEL: 'warn',
    WORKFLOW_BUNDLE: data.file('workflows.js'),
    RATE_LIMIT_PER_MINUTE: '10000000',
    ...extra[name],
  };
}

async function startSecondWorker(plant: Plant): Promise<{ stop: () => Promise<void> }> {
  const port = await freePort();
  const service = {
    name: 'second-worker',
    entry: 'worker/main.ts',
    readyUrl: `http://127.0.0.1:${port}/healthz`,
    graceSeconds: 40,
  };
  return servicePart(service, plant.data, () => ({
    ...environmentOf(plant, 'second-worker'),
    WORKER_METRICS_PORT: String(port),
  })).start(new AbortController().signal);
}

const fail = (sentence: string): never => {
  throw new Error(sentence);
};
