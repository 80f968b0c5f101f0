// Temporal's dev server as a child process. The SDK's createLocal is not used: it silently attaches to any server that
// answers on the port.
import { Connection } from '@temporalio/client';
import { daemonReady, startDaemon, type Daemon } from './daemon.ts';
import { onFreePort } from './ports.ts';
import type { ProcessIdentity } from './processes.ts';
import { devServerExecutable } from './temporal-binaries.ts';

export const TEMPORAL_NAMESPACE = 'orders';

const SEARCH_ATTRIBUTES = {
  OrderStatus: 'Keyword',
  Channel: 'Keyword',
  StoreId: 'Keyword',
  FulfillmentType: 'Keyword',
  PromisedAt: 'Datetime',
};

const DYNAMIC_CONFIG = {
  'system.enableActivityEagerExecution': 'true',
  // the default of 20 polls a second per shard puts every hop of a task on a grid of 50 ms
  'history.transferProcessorMaxPollRPS': '2000',
  'history.timerProcessorMaxPollRPS': '2000',
  'history.visibilityProcessorMaxPollRPS': '2000',
  // after each worker that dies with an order's task the server waits longer for the next one: by default up to ten
  // minutes
  'history.workflowTaskRetryMaxInterval': '"5s"',
};

export interface DevServerOptions {
  logFile: string;
  pidFile?: string;
  /** Default: a free one. */
  port?: number;
  /** Without it there is no web interface. */
  uiPort?: number;
  /** The SQLite file for histories; without it they are in memory. */
  dbFile?: string;
  signal?: AbortSignal;
}

/** `exited` describes the end of the server. */
export interface DevServer {
  identity: ProcessIdentity;
  address: string;
  uiUrl: string | undefined;
  exited: Promise<string>;
  stop: () => Promise<void>;
}

/** Starts a dev server and waits until its namespace answers. */
export async function startDevServer(options: DevServerOptions): Promise<DevServer> {
  const executable = await devServerExecutable(options.signal);
  options.signal?.throwIfAborted();
  const launchOn = (port: number): Promise<DevServer> => launch(executable, port, options);
  return options.port === undefined ? onFreePort(launchOn) : launchOn(options.port);
}

async function launch(executable: string, port: number, options: DevServerOptions): Promise<DevServer> {
  const daemon = await startDaemon({
    file: executable,
    args: devServerArguments(port, options),
    logFile: options.logFile,
    pidFile: options.pidFile,
  });
  const address = `127.0.0.1:${port}`;
  await namespaceReady({ daemon, address, signal: options.signal }).catch(async (error: unknown) => {
    await daemon.stop();
    throw new Error(`Temporal did not start: ${(error as Error).message}`);
  });
  const uiUrl = options.uiPort === undefined ? undefined : `http://127.0.0.1:${options.uiPort}`;
  return { identity: daemon.identity, address, uiUrl, exited: daemon.exited, stop: () => daemon.stop() };
}

function devServerArguments(port: number, { uiPort, dbFile }: DevServerOptions): string[] {
  return [
    'server',
    'start-dev',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
    '--namespace',
    TEMPORAL_NAMESPACE,
    '--log-level',
    'warn',
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort), '--ui-disable-news-fetch']),
    // synchronous=NORMAL may lose the last commits in a power cut, not in a crash; the default journal halves the
    // throughput
    ...(dbFile === undefined
      ? []
      : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL']),
    ...Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
    ...Object.entries(DYNAMIC_CONFIG).flatMap(([key, value]) => ['--dynamic-config-value', `${key}=${value}`]),
  ];
}

async function namespaceReady({
  daemon,
  address,
  signal,
}: {
  daemon: Daemon;
  address: string;
  signal: AbortSignal | undefined;
}): Promise<void> {
  const connection = Connection.lazy({ address });
  const described = (): Promise<boolean> =>
    connection
      .withDeadline(Date.now() + 1_000, () =>
        connection.workflowService.describeNamespace({ namespace: TEMPORAL_NAMESPACE }),
      )
      .then(
        () => true,
        () => false,
      );
  try {
    await daemonReady(daemon, described, { signal });
  } finally {
    await connection.close();
  }
}
