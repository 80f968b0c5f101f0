// The identity of a process beyond its number: a pid may belong to another process by the time we stop it.
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * `startTicks` is the start time that Linux stores for the pid; null without /proc, where the pid alone must suffice.
 */
export interface ProcessIdentity {
  pid: number;
  startTicks: string | null;
}

export interface StopOptions {
  signal?: NodeJS.Signals;
  graceSeconds?: number;
}

/** Identifies the running process with this pid; undefined when there is none, or only an unreaped zombie. */
export function identify(pid: number): ProcessIdentity | undefined {
  if (!Number.isInteger(pid) || pid <= 0 || !answersSignals(pid)) return undefined;
  const stat = readIfPresent(`/proc/${pid}/stat`);
  if (stat === undefined) return readIfPresent('/proc/self/stat') === undefined ? { pid, startTicks: null } : undefined;
  // the command name in parentheses may contain spaces and parentheses: fields are counted after the last one
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' || state === 'X' ? undefined : { pid, startTicks: fields[18] ?? null };
}

/** Says whether this very process still runs, and not another one with its pid. */
export function isRunning(identity: ProcessIdentity): boolean {
  const now = identify(identity.pid);
  return now !== undefined && now.startTicks === identity.startTicks;
}

/** Writes the identity of a running process; a process that has ended leaves no file. */
export function writePidFile(file: string, pid: number): void {
  const identity = identify(pid);
  if (identity === undefined) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(identity));
}

/** Writes our pid file unless it exists; it is never visible half written. */
export function claimPidFile(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writePidFile(own, process.pid);
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Returns the process of a pid file while it runs; undefined for a missing, damaged or outdated file. */
export function readPidFile(file: string): ProcessIdentity | undefined {
  const text = readIfPresent(file);
  if (text === undefined) return undefined;
  try {
    const { pid, startTicks } = JSON.parse(text) as ProcessIdentity;
    return isRunning({ pid, startTicks }) ? { pid, startTicks } : undefined;
  } catch {
    return undefined;
  }
}

/** Removes a pid file; a missing one is fine. */
export function removePidFile(file: string): void {
  rmSync(file, { force: true });
}

/** Asks the process to end and, after the grace, kills it with its process group; returns when it is gone. */
export async function stopProcess(
  identity: ProcessIdentity,
  { signal = 'SIGTERM', graceSeconds = 10 }: StopOptions = {},
): Promise<void> {
  if (!isRunning(identity)) return;
  send(identity.pid, signal);
  if (await goneWithin(identity, graceSeconds)) return;
  killNow(identity);
  if (!(await goneWithin(identity, 5))) throw new Error(`Process ${identity.pid} does not end, not even on SIGKILL.`);
}

/** Kills the process and, if it leads one, its process group, without waiting. */
export function killNow(identity: ProcessIdentity): void {
  if (!isRunning(identity)) return;
  send(-identity.pid, 'SIGKILL');
  send(identity.pid, 'SIGKILL');
}

/** Stops the process of a pid file, if it still runs, and removes the file; says whether one was stopped. */
export async function stopByPidFile(file: string, options: StopOptions = {}): Promise<boolean> {
  const identity = readPidFile(file);
  if (identity !== undefined) await stopProcess(identity, options);
  removePidFile(file);
  return identity !== undefined;
}

/** Returns true when the process is gone, false when the time is up first. */
async function goneWithin(identity: ProcessIdentity, seconds: number): Promise<boolean> {
  const deadline = performance.now() + seconds * 1_000;
  while (isRunning(identity)) {
    if (performance.now() > deadline) return false;
    await sleep(25);
  }
  return true;
}

function answersSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function readIfPresent(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
