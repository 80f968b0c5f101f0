// Every irreversible step, before and after it, and each write of an order also between sending it and its answer: the
// first process that reaches a crash point dies there.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { armedFor } from '../../../crash-points.ts';
import type { MessageName } from '../../../domain/order/messages.ts';
import type { Fault, Scene } from '../fault.ts';
import { eventually } from '../../eventually.ts';
import type { Plant } from '../plant.ts';

const stepsBesideMessages = [
  'commit intake',
  'start of a workflow',
  'write-back',
  'call carrier waybills',
  'call carrier waybills void',
  'call payments refunds',
];
const commitOf = (name: MessageName): string => `commit ${name}`;

/** The steps that happened in this run, by the names of their crash points. */
async function stepsDone({ orm }: Scene): Promise<string[]> {
  const rows = await orm.em.fork().execute<{ name: MessageName }[]>('select distinct name from order_message');
  return [...stepsBesideMessages, ...rows.map(({ name }) => commitOf(name))];
}

/** Temporal gives a workflow task to another worker after 10 s; plus some time for the task. */
const taskTimeoutMs = 15_000;

/** With this number of orders every point is reached. */
const wholeRun = 50;

/**
 * The steps of home delivery, pickup, intercept and refund: a whole run is only complete when a process died at every
 * point of each.
 */
const wantedMessages: MessageName[] = [
  'prepare',
  'accept',
  'waybillCreated',
  'ship',
  'track',
  'markReady',
  'receiveAtStore',
  'redeem',
  'cancel',
  'agreeIntercept',
  'waybillVoided',
  'refundPaid',
  'deadlinePassed',
];
const wanted = [...stepsBesideMessages, ...wantedMessages.map(commitOf)];
/** Writes of orders by messages have a third point: sent, and the answer not heard. */
const pointsOf = (steps: readonly string[]): string[] =>
  [...new Set(steps)].flatMap((step) => [
    `before ${step}`,
    ...(stepsBesideMessages.includes(step) ? [] : [`during ${step}`]),
    `after ${step}`,
  ]);

/** Steps that a whole run reaches only once or twice; they stay armed all the time. */
const rareMessages: MessageName[] = ['receiveAtStore', 'agreeIntercept', 'waybillVoided'];
const rare = [...rareMessages.map(commitOf), 'call carrier waybills void'];

const directoryOf = ({ data }: Pick<Plant, 'data'>): string => data.file('crash-points');
const visitedPoints = (plant: Plant): Set<string> =>
  new Set(readdirSync(directoryOf(plant)).filter((name) => !name.startsWith('armed')));
const deaths = (plant: Plant): number => plant.part('worker').deaths() + plant.part('api').deaths();

function missedPoints(plant: Plant): string[] {
  const visited = visitedPoints(plant);
  return pointsOf(wanted).filter((point) => !visited.has(point));
}

export const crashPoints: Fault = {
  name: 'crash-points',
  description: 'worker and api kill themselves before and after each external effect and each commit, and unheard',
  begin: () => ({
    rounds: ({ orders }) => (orders >= wholeRun ? Infinity : 12),
    concurrency: 6, // each death delays every order that was being processed by a task's timeout
    extra: (data) => {
      const directory = directoryOf({ data });
      mkdirSync(directory);
      return { worker: { CRASH_POINTS: directory }, api: { CRASH_POINTS: directory } };
    },
    before: ({ plant, scale }) => {
      if (scale.orders >= wholeRun)
        for (const point of pointsOf(rare)) writeFileSync(join(directoryOf(plant), armedFor(point)), '');
      return Promise.resolve();
    },
    inject: async ({ plant, scale }) => {
      // every process has died at every point: no more crashes
      if (scale.orders >= wholeRun && missedPoints(plant).length === 0) return sleep(1000);
      const before = deaths(plant);
      const armed = join(directoryOf(plant), 'armed');
      writeFileSync(armed, '');
      for (let tenths = scale.orders >= wholeRun ? 200 : 50; tenths > 0 && existsSync(armed); tenths--)
        await sleep(100); // the rarest points are reached a few times in a whole run
      rmSync(armed, { force: true });
      await eventually('worker and api are back', () => plant.part('worker').isUp() && plant.part('api').isUp());
      if (deaths(plant) > before)
        // orders continue a little, and sometimes long enough for those whose task died with a worker
        await sleep(scale.orders >= wholeRun && deaths(plant) % 4 === 0 ? taskTimeoutMs : 1500);
    },
    end: ({ plant }) => {
      for (const point of pointsOf(rare)) rmSync(join(directoryOf(plant), armedFor(point)), { force: true });
    },
    after: async (scene) => {
      const visited = visitedPoints(scene.plant);
      const possible = pointsOf(await stepsDone(scene));
      const missed = scene.scale.orders >= wholeRun ? missedPoints(scene.plant) : [];
      return {
        remark: `${visited.size} of ${possible.length} points visited, ${deaths(scene.plant)} deaths`,
        problems: missed.map((point) => `no process died at the point "${point}"`),
      };
    },
  }),
};
