// A child process that survives a Ctrl-C meant for its parent: its own session, and its output in a file that stays
// writable when the parent is killed.
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, stopProcess, writePidFile, type ProcessIdentity, type StopOptions } from './processes.ts';

export interface DaemonOptions {
  file: string;
  args: string[];
  logFile: string;
  /** Written as soon as the process exists, so that an interrupted start leaves no unknown process behind. */
  pidFile?: string | undefined;
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  uid?: number;
  gid?: number;
}

/** `exited` describes the end of the process; it never rejects. */
export interface Daemon {
  identity: ProcessIdentity;
  logFile: string;
  exited: Promise<string>;
  stop: (options?: StopOptions) => Promise<void>;
}

/**
 * Starts a program detached from the terminal, its output appended to a log file; rejects when it cannot be executed.
 */
export async function startDaemon({ file, args, logFile, pidFile, ...rest }: DaemonOptions): Promise<Daemon> {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  const child = spawn(file, args, { ...rest, detached: true, stdio: ['ignore', log, log] });
  closeSync(log);
  if (pidFile !== undefined && child.pid !== undefined) writePidFile(pidFile, child.pid);
  const exited = howItEnds(child);
  await new Promise<void>((resolve, reject) => {
    child
      .once('spawn', resolve)
      .once('error', (error) => reject(new Error(`${file} cannot be started: ${error.message}`)));
  });
  const identity = identify(child.pid ?? 0) ?? { pid: child.pid ?? 0, startTicks: null };
  return { identity, logFile, exited, stop: (options) => stopProcess(identity, options) };
}

export interface ReadinessOptions {
  timeoutSeconds?: number;
  signal?: AbortSignal | undefined;
}

/**
 * Waits until `isReady` returns true; throws with the end of the log when the daemon ends, or the time is up, before
 * that.
 */
export async function daemonReady(
  daemon: Daemon,
  isReady: () => boolean | Promise<boolean>,
  { timeoutSeconds = 60, signal }: ReadinessOptions = {},
): Promise<void> {
  const deadline = performance.now() + timeoutSeconds * 1_000;
  let ended: string | undefined;
  void daemon.exited.then((how) => {
    ended = how;
  });
  for (;;) {
    const ready = await isReady();
    // checked first: if our own child has ended, another process has answered
    if (ended !== undefined) throw new Error(`it ended at once (${ended})${lastWords(daemon.logFile)}`);
    if (ready) return;
    if (performance.now() > deadline)
      throw new Error(`it was not ready after ${timeoutSeconds} s${lastWords(daemon.logFile)}`);
    signal?.throwIfAborted();
    await sleep(25);
  }
}

/** Returns the last lines of a log, indented and with its name, to follow the sentence about the failure. */
export function lastWords(logFile: string, lines = 8): string {
  const text = readFileSync(logFile, 'utf8').trimEnd();
  const tail = text
    .split('\n')
    .slice(-lines)
    .map((line) => `    ${line.slice(0, 400)}`)
    .join('\n');
  return text === '' ? ` (${logFile} is empty)` : `; the end of ${logFile}:\n${tail}`;
}

function howItEnds(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    child.once('error', (error) => resolve(error.message));
  });
}
