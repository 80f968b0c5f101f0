import { lastWords, startDaemon } from '../provisioning/daemon.ts';
import { removePidFile } from '../provisioning/processes.ts';
import type { DataDirectory } from './data-directory.ts';
import { REPOSITORY_ROOT } from './services.ts';

export interface Migration {
  environment: NodeJS.ProcessEnv;
  /** Also seed the demo retailer. */
  demo: boolean;
  signal: AbortSignal;
}

/** Runs scripts/migrate.ts to its end; throws with the end of its log when it fails. */
export async function migrate(data: DataDirectory, { environment, demo, signal }: Migration): Promise<void> {
  const logFile = data.logFile('migrate');
  const pidFile = data.pidFile('migrate');
  const daemon = await startDaemon({
    file: process.execPath,
    args: ['scripts/migrate.ts', ...(demo ? ['--demo'] : [])],
    cwd: REPOSITORY_ROOT,
    env: environment,
    logFile,
    pidFile,
  });
  const stop = (): void => {
    void daemon.stop();
  };
  signal.addEventListener('abort', stop);
  const how = await daemon.exited;
  signal.removeEventListener('abort', stop);
  removePidFile(pidFile);
  signal.throwIfAborted();
  if (how !== 'exit code 0') throw new Error(`The database could not be migrated (${how})${lastWords(logFile)}`);
}
