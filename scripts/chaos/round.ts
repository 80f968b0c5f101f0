// One fault, from the first process to the verdict.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { CheckResult } from '../../db/invariants/check.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { diceFor } from '../simulation/random.ts';
import { channelOf, type Run } from '../simulation/retailer.ts';
import { judge, play, prepare, type Played } from '../simulation/simulation.ts';
import { openSystem } from '../simulation/system.ts';
import type { Course, Fault, Found, Scale, Scene } from './fault.ts';
import { madeUp } from './made-up.ts';
import { addOneMoreProduct } from './one-more-order.ts';
import { compareWithOutside } from './outside.ts';
import { startPlant, type Plant } from './plant.ts';
import { recoverySeconds, type Recovered } from './recovery.ts';

/** The printed row of a fault; `recovery` in seconds after its end. */
export interface Row {
  fault: string;
  seed: number;
  orders: number;
  closed: number;
  resting: number;
  injected: number;
  recovery: number;
  violations: number;
  problems: string[];
  remark: string;
  seconds: number;
}

const longestRecoverySeconds = 30;

/** Runs a seed's orders under a fault; all started processes have ended when it returns. */
export async function runFault(fault: Fault, { seed, scale }: { seed: number; scale: Scale }): Promise<Row> {
  const begun = performance.now();
  const course = fault.begin();
  const plant = await startPlant(course);
  const orm = await openOrm(plant.databaseUrl, { max: 4, statementTimeoutMs: 60_000, lockTimeoutMs: 10_000 });
  try {
    const row = await liveThrough({ name: fault.name, course, plant, orm, seed, scale });
    return { ...row, seconds: (performance.now() - begun) / 1000 };
  } finally {
    await orm.close();
    await plant.stop();
  }
}

interface Setting {
  name: string;
  course: Course;
  plant: Plant;
  orm: MikroORM;
  seed: number;
  scale: Scale;
}

async function liveThrough({ name, course, plant, orm, seed, scale }: Setting): Promise<Omit<Row, 'seconds'>> {
  const run: Run = {
    id: `s${seed}`,
    seed,
    webhookUrl: `${plant.sandbox}/channel/webhooks`,
    policy: scale.policy,
    pickupShare: 0.8,
  };
  // under faults every actor is patient
  const plain = await openSystem(run, { api: plant.api, sandbox: plant.sandbox, patienceMs: 240_000 });
  const system = course.wrap ? course.wrap(plain, seed) : plain;
  const cast = await prepare(orm, run, madeUp(seed, scale.orders));
  await addOneMoreProduct({ orm, run });
  let ended = 0;
  const scene: Scene = { plant, orm, run, system, scale, seed, dice: diceFor(seed, name) };
  await course.before?.(scene);
  let alive = true;
  const playing = play(
    {
      run,
      system,
      concurrency: Math.min(course.concurrency ?? Infinity, scale.concurrency),
      progress: {
        watch: () => undefined,
        ended: () => {
          ended += 1;
        },
      },
    },
    cast,
  ).finally(() => {
    alive = false;
  });
  const injected = await injectWhile(() => alive && ended < scale.orders * 0.85, course, scene);
  course.end?.(scene);
  const recovered = await recoverySeconds(orm);
  const played = await playing;
  return verdict(name, { course, scene, played, injected, recovered });
}

/** Injects until most orders have ended or the rounds are over, with a random pause in between. */
async function injectWhile(goOn: () => boolean, course: Course, scene: Scene): Promise<number> {
  let round = 0;
  while (goOn() && round < (course.rounds?.(scene.scale) ?? scene.scale.rounds)) {
    await sleep(500 + scene.dice.below(2500));
    round += 1;
    await course.inject(scene, round);
  }
  return round;
}

interface Lived {
  course: Course;
  scene: Scene;
  played: Played;
  injected: number;
  recovered: Recovered;
}

async function verdict(
  fault: string,
  { course, scene, played, injected, recovered }: Lived,
): Promise<Omit<Row, 'seconds'>> {
  const { plant, orm, run, seed } = scene;
  const judged = await judge(orm, played, plant.settings);
  const found: Found = (await course.after?.(scene)) ?? {};
  const ends = await endsOf(orm, channelOf(run));
  return {
    fault,
    seed,
    orders: played.endings.length,
    closed: ends?.closed ?? 0,
    resting: ends?.resting ?? 0,
    injected,
    recovery: recovered.seconds,
    violations: judged.checked.reduce((sum, one) => sum + one.violations.length, 0),
    remark: found.remark ?? '',
    problems: [
      ...judged.problems,
      ...lateness(recovered),
      ...(found.problems ?? []),
      ...(await compareWithOutside(orm, { channel: channelOf(run), sandbox: plant.sandbox })),
      ...firstViolations(judged.checked),
    ],
  };
}

/** The numbers of the channel's orders that are closed, and that wait for an operator. */
async function endsOf(orm: MikroORM, channel: string): Promise<{ closed: number; resting: number } | undefined> {
  const [counted] = await orm.em.fork().execute<{ closed: number; resting: number }[]>(
    `select count(*) filter (where closed_at is not null)::int as closed,
        count(*) filter (where closed_at is null and status = 'NEEDS_ATTENTION')::int as resting
      from orders
      where channel_id = ?`,
    [channel],
  );
  return counted;
}

const lateness = ({ seconds, last }: Recovered): string[] =>
  seconds > longestRecoverySeconds
    ? [`it took ${seconds.toFixed(1)} s until what was due was done; at last: ` + last.slice(0, 5).join('; ')]
    : [];

/** The first violations of each invariant. */
const firstViolations = (checked: CheckResult[]): string[] =>
  checked.flatMap(({ violations }) =>
    violations.slice(0, 5).map(({ invariant, subject, detail }) => `${invariant} ${JSON.stringify(subject)} ${detail}`),
  );
