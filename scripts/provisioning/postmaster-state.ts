import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { identify, type ProcessIdentity } from './processes.ts';

export interface PostmasterState {
  identity: ProcessIdentity;
  port: number;
  status: string;
}

/**
 * Reads from postmaster.pid which server runs on the cluster, and whether it is starting, ready or stopping; undefined
 * for none.
 */
export function postmasterState(clusterDirectory: string): PostmasterState | undefined {
  // its lines: pid, data directory, start time in seconds, port, socket directory, address, shared memory key, status
  const [pid, , , port, , , , status] = readLines(join(clusterDirectory, 'postmaster.pid'));
  const identity = identify(Number(pid));
  if (identity === undefined || !isPostgres(identity.pid)) return undefined;
  return { identity, port: Number(port), status: status?.trim() ?? 'starting' };
}

/** A crash leaves the file behind, and its pid may belong to another program by now. */
function isPostgres(pid: number): boolean {
  const [name] = readLines(`/proc/${pid}/comm`);
  return name === undefined || name === 'postgres';
}

function readLines(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    return [];
  }
}
