import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { armedFor } from '../../crash-points.ts';
import { faults } from '../../scripts/chaos/faults.ts';
import { keep } from '../../scripts/chaos/kept.ts';
import { madeUp } from '../../scripts/chaos/made-up.ts';
import { headOfTable, lineOfTable } from '../../scripts/chaos/table.ts';

const directory = mkdtempSync(join(tmpdir(), 'baton-points-'));
afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe('a crash point', () => {
  const pass = (env: Record<string, string> = { CRASH_POINTS: directory }) => {
    const { signal, stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
      const { crashPoint } = await import(${JSON.stringify(new URL('../../crash-points.ts', import.meta.url).href)});
      crashPoint('before', 'commit ship');
      process.stdout.write('passed');`,
      ],
      { env: { ...process.env, ...env }, encoding: 'utf8' },
    );
    return { signal, stdout };
  };

  test('does nothing where nobody asked for it, and nothing while it is not armed', () => {
    expect([pass({}), pass()]).toEqual([
      { signal: null, stdout: 'passed' },
      { signal: null, stdout: 'passed' },
    ]);
  });

  test('kills the first who passes armed, says that it was visited, and lets all others pass', () => {
    writeFileSync(join(directory, 'armed'), '');
    expect(pass()).toEqual({ signal: 'SIGKILL', stdout: '' });
    expect(readdirSync(directory)).toEqual(['before commit ship']);
    writeFileSync(join(directory, 'armed'), '');
    expect(pass()).toEqual({ signal: null, stdout: 'passed' });
  });

  test('kills where it alone is armed, and nowhere else', () => {
    rmSync(join(directory, 'armed'));
    rmSync(join(directory, 'before commit ship'));
    writeFileSync(join(directory, armedFor('after commit ship')), '');
    expect(pass().signal).toBeNull();
    writeFileSync(join(directory, armedFor('before commit ship')), '');
    expect(pass().signal).toBe('SIGKILL');
    expect(readdirSync(directory)).toEqual([armedFor('after commit ship'), 'before commit ship']);
  });

  test('another one than the wanted lets pass; the wanted kills as often as it is armed', () => {
    writeFileSync(join(directory, 'armed'), '');
    expect(pass({ CRASH_POINTS: directory, CRASH_ONLY: 'after commit accept' }).signal).toBeNull();
    expect(existsSync(join(directory, 'armed'))).toBe(true);
    expect(pass({ CRASH_POINTS: directory, CRASH_ONLY: 'before commit ship' }).signal).toBe('SIGKILL');
  });
});

describe('a kept part', () => {
  const part = (lives: { exited: (how: string) => void }[]) => ({
    name: 'part',
    logFile: '',
    start: () => {
      let exited: (how: string) => void = () => undefined;
      const running = {
        exited: new Promise<string>((resolve) => {
          exited = resolve;
        }),
        stop: async () => {
          exited('stopped');
        },
      };
      lives.push({
        exited: (how) => {
          exited(how);
        },
      });
      return Promise.resolve(running);
    },
  });

  test('comes back when it dies, stays dead while it is held down, and a restart is no death', async () => {
    const lives: { exited: (how: string) => void }[] = [];
    const kept = await keep(part(lives));
    lives[0]?.exited('killed');
    while (lives.length < 2) await sleep(10);
    await kept.heldDown(async () => {
      lives[1]?.exited('killed');
      await sleep(300);
      expect([lives.length, kept.isUp()]).toEqual([2, false]);
    });
    while (!kept.isUp()) await sleep(10);
    await kept.restart();
    expect([lives.length, kept.deaths(), kept.isUp()]).toEqual([4, 2, true]);
    await kept.stop();
    expect(lives).toHaveLength(4);
  });
});

test('the orders of a seed are always the same, those of another are others, and their money adds up', () => {
  expect(madeUp(3, 40)).toEqual(madeUp(3, 40));
  expect(madeUp(4, 40).orders).not.toEqual(madeUp(3, 40).orders);
  for (const { lines, payments } of madeUp(3, 200).orders) {
    expect(payments.reduce((sum, { centavos }) => sum + centavos, 0)).toBe(
      lines.reduce((sum, line) => sum + line.quantity * line.unitPriceCentavos + line.freightCentavos, 0),
    );
  }
});

test('every fault of the table has its own name and says what it does; a row stands under its titles', () => {
  expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
  expect(faults.every(({ description }) => description.length > 20)).toBe(true);
  const line = lineOfTable({
    fault: 'worker-kill',
    seed: 1,
    orders: 300,
    closed: 290,
    resting: 10,
    injected: 8,
    recovery: 3.21,
    violations: 0,
    problems: [],
    remark: '',
    seconds: 99.6,
  });
  expect(line.trimEnd()).toHaveLength(headOfTable().length);
  expect(line).toMatch(/^worker-kill\s+1\s+300\s+290\s+10\s+8\s+3\.2\s+0\s+0\s+100/);
});
