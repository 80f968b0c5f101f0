// PostgreSQL refuses to run as root; root lends it an unprivileged account and a place that this account can reach.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Account {
  uid: number;
  gid: number;
}

/** Root's directory for files that the account must reach; unlike the temporary directory it survives a restart. */
const ROOTS_PLACE = '/var/lib/baton';

/**
 * The account that the server must use: undefined for our own; for root, the cluster's owner or an unprivileged one.
 */
export function serverAccount(clusterDirectory: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = existsSync(clusterDirectory) ? statSync(clusterDirectory) : undefined;
  return owner !== undefined && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : harmlessAccount();
}

/**
 * The cluster's directory: the directory itself, or, for root when others cannot enter it, one below /var/lib/baton.
 */
export function clusterDirectory(dataDir: string): string {
  const directory = resolve(dataDir);
  if (process.getuid?.() !== 0 || reachableByOthers(directory)) return directory;
  const name = createHash('sha256').update(directory).digest('hex').slice(0, 16);
  return join(placeOfRoot(), `postgres-${name}`);
}

/** Creates and returns root's directory for files that the account must reach. */
export function placeOfRoot(): string {
  mkdirSync(ROOTS_PLACE, { recursive: true, mode: 0o755 });
  return ROOTS_PLACE;
}

/**
 * Says whether other users can pass through every existing directory above the path; a home directory is usually closed
 * to them.
 */
export function reachableByOthers(path: string): boolean {
  for (let directory = dirname(path); ; directory = dirname(directory)) {
    if (existsSync(directory) && (statSync(directory).mode & 0o001) === 0) return false;
    if (directory === dirname(directory)) return true;
  }
}

/** initdb needs a uid that the system knows by name. */
function harmlessAccount(): Account {
  const rows = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const row = rows.find(([name]) => name === 'postgres') ?? rows.find(([name]) => name === 'nobody');
  if (row === undefined)
    throw new Error(
      'PostgreSQL does not run as root, and neither an account `postgres` nor `nobody` exists: ' +
        'run Baton as another user.',
    );
  return { uid: Number(row[2]), gid: Number(row[3]) };
}
