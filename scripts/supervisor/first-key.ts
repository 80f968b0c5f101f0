import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { REPOSITORY_ROOT } from './services.ts';

/** Makes an operator's key with every scope; null when the database has one that can make keys. */
export async function makeFirstKey(environment: NodeJS.ProcessEnv, signal: AbortSignal): Promise<string | null> {
  const made = ['create', '--first', '--role', 'operator', '--name', 'first', '--scopes', 'all'];
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/key.ts', ...made], {
    cwd: REPOSITORY_ROOT,
    env: environment,
    signal,
  });
  return stdout.trim() || null;
}
