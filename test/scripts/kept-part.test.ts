import { describe, expect, test } from '@jest/globals';
import { keepRunning, type Part, type RunningPart } from '../../scripts/supervisor/kept-part.ts';

const NEVER = new AbortController().signal;

/** A part that a test can end, and whose starts it can let fail. */
function fakePart() {
  const events: string[] = [];
  let end = (_how: string): void => {};
  let started = (): void => {};
  const plan: (() => void)[] = [];
  const start = async (): Promise<RunningPart> => {
    plan.shift()?.();
    events.push('start');
    const exited = new Promise<string>((resolve) => {
      end = resolve;
    });
    started();
    return {
      exited,
      stop: async () => {
        events.push('stop');
        end('exit code 0');
      },
    };
  };
  const part: Part = { name: 'clock', logFile: 'clock.log', start };
  return {
    part,
    events,
    die: () => end('signal SIGKILL'),
    failNext: () =>
      plan.push(() => {
        throw new Error('no luck');
      }),
    startedAgain: () =>
      new Promise<void>((resolve) => {
        started = resolve;
      }),
  };
}

describe('a kept part', () => {
  test('is started again when it dies, with a word about it, and not after it was stopped', async () => {
    const { part, events, die, startedAgain } = fakePart();
    const said: string[] = [];
    const kept = await keepRunning(part, NEVER, (line) => said.push(line));
    const again = startedAgain();
    die();
    await again;
    await kept.stop();
    expect(events).toEqual(['start', 'start', 'stop']);
    expect(said[0]).toBe('clock died (signal SIGKILL); starting it again in 1 s, its log is clock.log');
  });

  test('is tried again when it does not start the second time', async () => {
    const { part, events, die, failNext, startedAgain } = fakePart();
    const said: string[] = [];
    const kept = await keepRunning(part, NEVER, (line) => said.push(line));
    failNext();
    const again = startedAgain();
    die();
    await again;
    await kept.stop();
    expect(events).toEqual(['start', 'start', 'stop']);
    expect(said[1]).toBe('clock does not start, next try in 2 s: no luck');
  });

  test('that does not start the first time is a failure', async () => {
    const { part, failNext } = fakePart();
    failNext();
    await expect(keepRunning(part, NEVER, () => {})).rejects.toThrow('no luck');
  });

  test('can be stopped while it waits to be started again', async () => {
    const { part, events, die } = fakePart();
    const kept = await keepRunning(part, NEVER, () => {});
    die();
    await new Promise(setImmediate);
    await kept.stop();
    expect(events.filter((event) => event === 'start')).toHaveLength(1);
  });
});
