// A separate process that ends everything a test run has started, however the run ends: done, failed, Ctrl-C or kill
// -9. It holds one end of a pipe to the run; when that closes, the run is over.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { stopProcess, type ProcessIdentity } from '../../scripts/provisioning/processes.ts';

/** `careFor` registers a process to be stopped at the end; `bury` ends them all and removes the run's directory. */
export interface Undertaker {
  careFor: (identity: ProcessIdentity) => void;
  bury: () => Promise<void>;
}

/** Starts the undertaker of this run, which also removes the directory. */
export function startUndertaker(directory: string): Undertaker {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), directory], {
    detached: true,
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const ended = once(child, 'exit');
  return {
    careFor: (identity) => {
      child.stdin.write(`${JSON.stringify(identity)}\n`);
    },
    bury: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

async function waitAndBury(directory: string): Promise<void> {
  const identities: ProcessIdentity[] = [];
  for await (const line of createInterface({ input: process.stdin }))
    identities.push(JSON.parse(line) as ProcessIdentity);
  // SIGQUIT: PostgreSQL's immediate shutdown; a Go program ends on it, too. Their data is not needed.
  await Promise.all(identities.map((identity) => stopProcess(identity, { signal: 'SIGQUIT', graceSeconds: 5 })));
  rmSync(directory, { recursive: true, force: true });
}

if (import.meta.main) await waitAndBury(process.argv[2] ?? '');
