import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { destroyCluster } from '../provisioning/embedded-postgres.ts';

/** Marks a directory as ours, so that no other directory is emptied because DATA_DIR points there. */
const MARKER = '.baton-data';
const LARGEST_LOG_BYTES = 10_000_000;

export interface DataDirectory {
  path: string;
  postgres: string;
  file: (name: string) => string;
  pidFile: (name: string) => string;
  logFile: (name: string) => string;
}

/** Names the paths in the data directory; creates none of them. */
export function dataDirectory(path: string): DataDirectory {
  return {
    path,
    postgres: join(path, 'postgres'),
    file: (name) => join(path, name),
    pidFile: (name) => join(path, 'pids', `${name}.json`),
    logFile: (name) => join(path, 'logs', `${name}.log`),
  };
}

/** Creates the data directory unless it exists, and rotates large logs. */
export function prepareDataDirectory({ path }: DataDirectory): void {
  for (const directory of [path, join(path, 'pids'), join(path, 'logs')]) mkdirSync(directory, { recursive: true });
  writeFileSync(join(path, MARKER), '');
  for (const log of readdirSync(join(path, 'logs'))) {
    const file = join(path, 'logs', log);
    if (log.endsWith('.log') && statSync(file).size > LARGEST_LOG_BYTES) renameSync(file, `${file}.old`);
  }
}

/**
 * Stops the PostgreSQL of the data directory, if it runs, and deletes everything in the directory; refuses a directory
 * that is not ours.
 */
export async function emptyDataDirectory(data: DataDirectory): Promise<void> {
  if (!existsSync(data.path)) return;
  const entries = readdirSync(data.path);
  if (entries.length > 0 && !entries.includes(MARKER)) {
    throw new Error(
      `${data.path} was not made by Baton (it holds no ${MARKER}): if its contents may go, delete them yourself.`,
    );
  }
  await destroyCluster(data.postgres);
  for (const entry of entries) rmSync(join(data.path, entry), { recursive: true, force: true });
}
