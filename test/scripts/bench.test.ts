// The benchmark's statistics, and its reading of Linux's counters.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { isReached, markdown, median, percentile, ratio, rounded } from '../../scripts/bench/figures.ts';
import { withResult } from '../../scripts/bench/measurements-page.ts';
import { busyShare } from '../../scripts/bench/others.ts';
import { cpuSecondsOf, memoryMegabytesOf, pssKilobytesIn, ticksIn } from '../../scripts/bench/process-costs.ts';

describe('figures', () => {
  test('the median is the middle one, of an even number the mean of the middle two', () => {
    expect([median([3, 1, 2]), median([4, 1, 3, 2]), median([7])]).toEqual([2, 2.5, 7]);
    expect(median([])).toBeNaN();
  });

  test('a percentile is one of the numbers', () => {
    const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
    expect([
      percentile(hundred, 0.5),
      percentile(hundred, 0.99),
      percentile(hundred, 1),
      percentile([5], 0.99),
    ]).toEqual([50, 99, 100, 5]);
  });

  test('a ratio is made within each round, so that a slow round harms both its sides', () => {
    expect(ratio([100, 10, 90], [200, 20, 100])).toBe(0.5);
  });

  test('a goal is reached at its edge, missed beyond it, and never reached by what could not be measured', () => {
    const figure = (value: number, goal: { atLeast?: number; atMost?: number }) => ({
      name: '',
      value,
      unit: '',
      goal,
    });
    expect(
      [
        figure(0.35, { atLeast: 0.35 }),
        figure(0.34, { atLeast: 0.35 }),
        figure(450, { atMost: 450 }),
        figure(451, { atMost: 450 }),
        figure(NaN, { atMost: 1 }),
      ].map(isReached),
    ).toEqual([true, false, true, false, false]);
    expect(isReached({ name: '', value: 1, unit: '' })).toBe(true);
  });

  test('a missed goal says so, with what was wanted', () => {
    expect(
      markdown('intake', [
        { name: 'a', value: 0.2, unit: '×', goal: { atLeast: 0.35 } },
        { name: 'b', value: 12_345.6, unit: 'orders/s' },
        { name: 'c', value: 400, unit: 'MB', goal: { atMost: 450 } },
      ]),
    ).toBe(
      '| intake | median | goal |\n|---|---|---|\n| a | 0.2 × | missed (at least 0.35) |\n' +
        '| b | 12,346 orders/s |  |\n| c | 400 MB | reached (at most 450) |',
    );
  });

  test('numbers keep the digits that matter', () => {
    expect([1234.5, 12.34, 0.123, 0.07954, NaN].map(rounded)).toEqual(['1,235', '12.3', '0.12', '0.0795', 'none']);
  });
});

test('a machine is as busy as its cores were not idle', () => {
  const core = (user: number, idle: number) => ({ times: { user, nice: 0, sys: 0, idle, irq: 0 } });
  expect(busyShare([core(100, 100), core(0, 0)], [core(150, 150), core(0, 100)])).toBe(0.25);
  expect(busyShare([core(1, 1)], [core(1, 1)])).toBe(0);
});

describe('what a process costs', () => {
  test('is read behind a name that holds spaces and parentheses', () => {
    expect(ticksIn('42 (a) b (c) S 1 42 42 0 -1 4194304 100 200 0 0 11 22 33 44 20 0 1 0 12345 1 1')).toBe(110);
    expect(
      pssKilobytesIn(
        '559e-7ffc ---p 00000000 00:00 0 [rollup]\nRss:             5000 kB\n' +
          'Pss:             4321 kB\nPss_Dirty:       1000 kB\n',
      ),
    ).toBe(4321);
  });

  test('holds the work of children, also of those that have ended', async () => {
    const work = 'const end = performance.now() + 300; while (performance.now() < end);';
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `require('node:child_process').spawnSync(process.execPath, ['-e', '${work}']); ` +
          "console.log('done'); setInterval(() => {}, 1000)",
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(parent.stdout, 'data');
      expect(cpuSecondsOf(parent.pid ?? 0)).toBeGreaterThan(0.05);
      expect(memoryMegabytesOf(parent.pid ?? 0)).toBeGreaterThan(1);
    } finally {
      parent.kill('SIGKILL');
    }
  });

  test('of a process that is gone is nothing', () => {
    expect(cpuSecondsOf(4_194_305)).toBe(0);
  });
});

describe('the page of measurements', () => {
  test('a result replaces the one before it, and nothing else', () => {
    const before = 'a\n<!-- x -->\nold\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n';
    const after = 'a\n<!-- x -->\n\nnew\n\n<!-- /x -->\nb\n<!-- y -->\n<!-- /y -->\n';
    expect(withResult(before, 'x', 'new')).toBe(after);
    expect(withResult(after, 'x', 'new')).toBe(after);
  });

  test('a result without a place on the page is an error that names the place', () => {
    expect(() => withResult('nothing', 'bench lives', 'new')).toThrow('<!-- bench lives -->');
  });
});
