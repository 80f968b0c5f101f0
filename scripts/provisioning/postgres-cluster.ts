import { execFile } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeOnce } from './make-once.ts';
import type { Account } from './postgres-account.ts';

export const SUPERUSER = 'postgres';
const MAJOR_VERSION = '18';

export interface ClusterOptions {
  initdb: string;
  directory: string;
  account: Account | undefined;
  durable: boolean;
}

/** Creates the data directory unless it exists; an existing one is always complete. */
export async function makeCluster({ initdb, directory, account, durable }: ClusterOptions): Promise<void> {
  if (existsSync(directory)) return;
  // byte order from the built-in provider: the same on every machine, whatever its locales
  const locale = ['-E', 'UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  await makeOnce(directory, async (unfinished) => {
    mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    if (account !== undefined) chownSync(unfinished, account.uid, account.gid);
    // trust: any user of this machine may connect; the embedded server is for trying and testing
    const args = ['-D', unfinished, '-U', SUPERUSER, '-A', 'trust', ...locale, ...(durable ? [] : ['--no-sync'])];
    await promisify(execFile)(initdb, args, { cwd: unfinished, ...account });
  });
}

/** Throws one sentence if the data directory belongs to another major version, or is no data directory. */
export function refuseOtherVersion(directory: string): void {
  const file = join(directory, 'PG_VERSION');
  if (!existsSync(file)) {
    if (existsSync(directory))
      throw new Error(
        `${directory} exists but is no PostgreSQL data directory: remove it, or set DATA_DIR to another place.`,
      );
    return;
  }
  const version = readFileSync(file, 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new Error(
      `${directory} was made by PostgreSQL ${version} and Baton brings PostgreSQL ${MAJOR_VERSION}: ` +
        'set DATA_DIR to another place, or let `npm run reset` delete it.',
    );
  }
}

/** Deletes a cluster that no server uses, and its log. */
export function removeCluster(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
  rmSync(`${directory}.log`, { force: true });
}
