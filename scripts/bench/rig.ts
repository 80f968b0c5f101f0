// The base of a benchmark: its own directory, and a list of started things that are ended in the opposite order,
// whatever happens.
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { daemonReady, startDaemon, type Daemon } from '../provisioning/daemon.ts';
import { REPOSITORY_ROOT } from '../supervisor/services.ts';

export interface Rig {
  directory: string;
  say: (line: string) => void;
  /** Registers a function that ends something. */
  own: (end: () => Promise<void>) => void;
  /** Starts one of our scripts as a separate process and waits until its addresses answer. */
  serve: (entry: string, options: { readyUrls: string[]; env?: NodeJS.ProcessEnv; args?: string[] }) => Promise<Daemon>;
  /** Runs one of our scripts to its end and returns its output as JSON. */
  run: <T>(entry: string, input: unknown) => Promise<T>;
  close: () => Promise<void>;
}

/** Opens a rig; its directory is removed at the end. */
export function openRig(say: (line: string) => void): Rig {
  const directory = mkdtempSync(join(tmpdir(), 'baton-bench-'));
  chmodSync(directory, 0o755); // for the account that PostgreSQL uses when we are root
  const ends: (() => Promise<void>)[] = [
    async () => {
      rmSync(directory, { recursive: true, force: true });
      return Promise.resolve();
    },
  ];
  let closing: Promise<void> | undefined;
  const own = (end: () => Promise<void>): void => {
    ends.push(end);
  };
  return {
    directory,
    say,
    own,
    serve: async (entry, { readyUrls, env = {}, args = [] }) => {
      const daemon = await startDaemon({
        file: process.execPath,
        args: [...args, entry],
        cwd: REPOSITORY_ROOT,
        env: { ...process.env, ...env },
        logFile: join(directory, `${entry.replaceAll('/', '-')}.log`),
      });
      own(() => daemon.stop({ graceSeconds: 90 }));
      await daemonReady(daemon, async () => (await Promise.all(readyUrls.map(answers))).every(Boolean));
      return daemon;
    },
    run: (entry, input) => runToEnd(entry, input, own),
    close: () => (closing ??= endAll(ends)),
  };
}

async function endAll(ends: (() => Promise<void>)[]): Promise<void> {
  for (const end of ends.toReversed())
    await end().catch((error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
    });
}

const answers = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (response) => response.ok,
    () => false,
  );

async function runToEnd<T>(entry: string, input: unknown, own: Rig['own']): Promise<T> {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL(`../../${entry}`, import.meta.url)), JSON.stringify(input)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  own(() =>
    ended(child, () => {
      child.kill('SIGKILL');
    }).then(() => undefined),
  );
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  const code = await ended(child);
  if (code !== 0) throw new Error(`${entry} ended with exit code ${code}`);
  return JSON.parse(printed) as T;
}

function ended(child: ChildProcess, hasten: () => void = () => undefined): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  hasten();
  return new Promise((resolve) => {
    child.once('close', resolve);
  });
}
