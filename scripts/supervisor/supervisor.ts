import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { killNow, readPidFile, removePidFile } from '../provisioning/processes.ts';
import { demoKeysFile, keptDemoKeys } from '../demo-keys/file.ts';
import { banner } from './banner.ts';
import { dataDirectory, prepareDataDirectory, type DataDirectory } from './data-directory.ts';
import { keepRunning, type KeptPart, type Part } from './kept-part.ts';
import { childEnvironment } from './environment.ts';
import { makeFirstKey } from './first-key.ts';
import { migrate } from './migration.ts';
import { becomeSupervisor, refuseDemoInPublic, requireFreePorts, stopOrphans, SUPERVISOR } from './preflight.ts';
import { demoSecrets } from './secrets.ts';
import { postgresPart, servicePart, services, temporalPart } from './services.ts';
import type { Settings } from './settings.ts';
import { listenForStop } from './stop-signals.ts';

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs everything until it is stopped, and returns when all of it has ended; throws when it cannot start. `empty`:
 * without the demo retailer, with a first key instead.
 */
export async function supervise(settings: Settings, { empty }: { empty: boolean }): Promise<void> {
  if (!empty) refuseDemoInPublic(process.env);
  const data = dataDirectory(settings.DATA_DIR);
  prepareDataDirectory(data);
  becomeSupervisor(data);
  const stop = listenForStop(() => killEverything(data));
  const kept = new Map<string, KeptPart>();
  try {
    await startEverything({ settings, empty, data, kept, signal: stop.signal });
    await stop.requested;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  } finally {
    await stopEverything(kept, data);
  }
}

interface Run {
  settings: Settings;
  empty: boolean;
  data: DataDirectory;
  kept: Map<string, KeptPart>;
  signal: AbortSignal;
}

async function startEverything(run: Run): Promise<void> {
  const { settings, empty, data, signal } = run;
  const begun = performance.now();
  const orphans = await stopOrphans(data);
  if (orphans.length > 0) say(`Stopped what an earlier start had left running: ${orphans.join(', ')}`);
  await requireFreePorts(settings);

  let databaseUrl = settings.DATABASE_URL ?? '';
  const postgres =
    settings.DATABASE_URL === undefined
      ? [
          postgresPart(data, (url) => {
            databaseUrl = url;
          }),
        ]
      : [];
  const temporal = settings.TEMPORAL_ADDRESS === undefined ? [temporalPart(data, settings)] : [];
  say('Starting PostgreSQL and Temporal …');
  await startAll(run, [...postgres, ...temporal]);

  const secrets = demoSecrets(data.file('secrets.json'), process.env);
  const environment = (): NodeJS.ProcessEnv => childEnvironment(settings, { ...secrets, DATABASE_URL: databaseUrl });
  await migrate(data, { environment: environment(), demo: !empty, signal });
  const firstKey = empty ? await makeFirstKey(environment(), signal) : null;
  say('Starting sandbox, worker and API …');
  await startAll(
    run,
    services(settings).map((service) => servicePart(service, data, environment)),
  );
  const keys = empty ? null : (keptDemoKeys(demoKeysFile(data.path)) ?? []);
  say(banner({ settings, data, databaseUrl, keys, firstKey, seconds: (performance.now() - begun) / 1_000 }));
}

/** Starts the parts in parallel; started ones are in `kept`, in this order, even when another one failed. */
async function startAll({ kept, signal }: Run, parts: Part[]): Promise<void> {
  signal.throwIfAborted();
  const results = await Promise.allSettled(parts.map((part) => keepRunning(part, signal, say)));
  for (const [index, result] of results.entries()) {
    if (result.status === 'fulfilled') kept.set(parts[index]?.name ?? '', result.value);
  }
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/**
 * Stops in the opposite order of the start: the API drains while the worker still serves it, the databases come last.
 */
async function stopEverything(kept: Map<string, KeptPart>, data: DataDirectory): Promise<void> {
  const anyStarted = kept.size > 0;
  if (anyStarted) say('Stopping …');
  for (const [name, part] of [...kept].toReversed()) {
    await part.stop().catch((error: unknown) => say(`${name}: ${(error as Error).message}`));
  }
  for (const file of pidFiles(data)) removePidFile(file);
  if (anyStarted) say('Everything has stopped.');
}

/** The second Ctrl-C: no draining, no waiting. */
function killEverything(data: DataDirectory): void {
  for (const file of pidFiles(data)) {
    const identity = readPidFile(file);
    if (identity !== undefined && identity.pid !== process.pid) killNow(identity);
    removePidFile(file);
  }
  say('Killed.');
  process.exit(130);
}

function pidFiles(data: DataDirectory): string[] {
  const directory = join(data.pidFile(SUPERVISOR), '..');
  return readdirSync(directory).map((name) => join(directory, name));
}
