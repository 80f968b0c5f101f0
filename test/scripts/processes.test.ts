import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  claimPidFile,
  identify,
  isRunning,
  readPidFile,
  stopByPidFile,
  stopProcess,
  writePidFile,
} from '../../scripts/provisioning/processes.ts';

let directory: string;
let child: ChildProcess;

/** Starts a program and waits until it reports that it is up. */
async function running(program: string): Promise<number> {
  child = spawn(process.execPath, ['-e', `${program}; setInterval(() => {}, 1000); console.log('up')`], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.stdout !== null) await once(child.stdout, 'data');
  return child.pid ?? 0;
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'baton-processes-'));
});
afterEach(() => {
  child?.kill('SIGKILL');
  rmSync(directory, { recursive: true, force: true });
});

describe('a pid file', () => {
  test('finds its process again, and stops it', async () => {
    const file = join(directory, 'a.json');
    const pid = await running('');
    writePidFile(file, pid);
    expect(readPidFile(file)?.pid).toBe(pid);
    expect(await stopByPidFile(file)).toBe(true);
    expect(identify(pid)).toBeUndefined();
    expect(await stopByPidFile(file)).toBe(false);
  });

  test('never stops another process that was given the pid', async () => {
    const file = join(directory, 'a.json');
    const pid = await running('');
    writeFileSync(file, JSON.stringify({ pid, startTicks: '1' }));
    expect(await stopByPidFile(file)).toBe(false);
    expect(identify(pid)).toMatchObject({ pid });
  });

  test.each(['', '{', '{}', 'null', '{"pid":-1,"startTicks":"5"}'])('that is damaged counts as none: %j', (content) => {
    const file = join(directory, 'a.json');
    writeFileSync(file, content);
    expect(readPidFile(file)).toBeUndefined();
  });

  test('is claimed by one', () => {
    const file = join(directory, 'a.json');
    expect([claimPidFile(file), claimPidFile(file)]).toEqual([true, false]);
  });
});

describe('stopping', () => {
  test('lets a process finish what it is doing', async () => {
    const pid = await running('process.on("SIGTERM", () => setTimeout(() => process.exit(7), 200))');
    const [[code]] = await Promise.all([
      once(child, 'exit'),
      stopProcess({ pid, startTicks: identify(pid)?.startTicks ?? null }),
    ]);
    expect(code).toBe(7);
  });

  test('kills what does not listen', async () => {
    const pid = await running('process.on("SIGTERM", () => {})');
    const identity = identify(pid) ?? { pid, startTicks: null };
    await stopProcess(identity, { graceSeconds: 0.2 });
    expect(isRunning(identity)).toBe(false);
  });
});
