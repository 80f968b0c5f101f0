// Every place where something is done for good, on both sides of it: whoever passes there first dies there.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { armedFor } from '../../../crash-points.ts';
import type { Fault, Scene } from '../fault.ts';
import { eventually } from '../../eventually.ts';
import type { Plant } from '../plant.ts';

/** What happened in this run, as the crash points call it. */
async function stepsDone({ orm }: Scene): Promise<string[]> {
  const rows = await orm.em.fork().execute<{ name: string }[]>('select distinct name from order_message');
  return [
    'commit intake',
    'start of a workflow',
    'write-back',
    'call carrier waybills',
    'call carrier waybills void',
    'call payments refunds',
    ...rows.map(({ name }) => `commit ${name}`),
  ];
}

/** Temporal gives a workflow task to another worker after 10 s; and a little more to be done. */
const taskTimeoutMs = 15_000;

/** With so many orders, every point is met. */
const wholeRun = 50;

/**
 * The lives of home delivery, pickup, intercept and refund: a whole run has not shown what it is for before somebody
 * died on both sides of each of these.
 */
const wanted = [
  'commit intake',
  'start of a workflow',
  'write-back',
  'call carrier waybills',
  'call carrier waybills void',
  'call payments refunds',
  ...[
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
  ].map((name) => `commit ${name}`),
];
const sidesOf = (steps: readonly string[]): string[] =>
  [...new Set(steps)].flatMap((step) => [`before ${step}`, `after ${step}`]);

/** Passed once or twice in a whole run, and armed all through a whole run therefore. */
const rare = ['commit arrive', 'commit agreeIntercept', 'commit waybillVoided', 'call carrier waybills void'];

const directoryOf = ({ data }: Pick<Plant, 'data'>): string => data.file('crash-points');
const visitedPoints = (plant: Plant): Set<string> =>
  new Set(readdirSync(directoryOf(plant)).filter((name) => !name.startsWith('armed')));
const deaths = (plant: Plant): number => plant.part('worker').deaths() + plant.part('api').deaths();

function missedPoints(plant: Plant): string[] {
  const visited = visitedPoints(plant);
  return sidesOf(wanted).filter((point) => !visited.has(point));
}

export const crashPoints: Fault = {
  name: 'crash-points',
  says: 'worker and api kill themselves before and after each external effect and each commit',
  begin: () => ({
    rounds: ({ orders }) => (orders >= wholeRun ? Infinity : 12),
    concurrency: 6, // each death costs every order that was being worked on a task's timeout
    extra: (data) => {
      const directory = directoryOf({ data });
      mkdirSync(directory);
      return { worker: { CRASH_POINTS: directory }, api: { CRASH_POINTS: directory } };
    },
    before: ({ plant, scale }) => {
      if (scale.orders >= wholeRun)
        for (const point of sidesOf(rare)) writeFileSync(join(directoryOf(plant), armedFor(point)), '');
      return Promise.resolve();
    },
    inject: async ({ plant, scale }) => {
      // everybody has died everywhere: the rest may live
      if (scale.orders >= wholeRun && missedPoints(plant).length === 0) return sleep(1000);
      const before = deaths(plant);
      const armed = join(directoryOf(plant), 'armed');
      writeFileSync(armed, '');
      for (let tenths = scale.orders >= wholeRun ? 200 : 50; tenths > 0 && existsSync(armed); tenths--)
        await sleep(100); // the rarest points are passed a few times in a whole run
      rmSync(armed, { force: true });
      await eventually('worker and api are back', () => plant.part('worker').isUp() && plant.part('api').isUp());
      if (deaths(plant) > before)
        // lives go on a little, and now and then long enough for those whose task died with a worker
        await sleep(scale.orders >= wholeRun && deaths(plant) % 4 === 0 ? taskTimeoutMs : 1500);
    },
    end: ({ plant }) => {
      for (const point of sidesOf(rare)) rmSync(join(directoryOf(plant), armedFor(point)), { force: true });
    },
    after: async (scene) => {
      const visited = visitedPoints(scene.plant);
      const possible = sidesOf(await stepsDone(scene));
      const missed = scene.scale.orders >= wholeRun ? missedPoints(scene.plant) : [];
      return {
        remark: `${visited.size} of ${possible.length} points visited, ${deaths(scene.plant)} deaths`,
        problems: missed.map((point) => `nobody died at the point "${point}"`),
      };
    },
  }),
};
