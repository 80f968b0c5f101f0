// One run from the file to the verdict.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import type { AcceptedOrder, CheckResult } from '../../db/invariants/check.ts';
import { inspect } from '../../db/invariants/invariants.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { databaseAtHand } from '../invariants/database-at-hand.ts';
import { reportOn } from '../invariants/report.ts';
import { openWorkflowLookup } from '../invariants/workflow-lookup.ts';
import { convertOlist, type OrderBody } from '../olist/convert.ts';
import { inLanes } from '../lanes.ts';
import { readOlistFile, type OlistFile } from '../olist/file.ts';
import type { Settings } from '../supervisor/settings.ts';
import { figuresOf, figuresText, writeBacksBehind } from './figures.ts';
import { live, type Ending } from './life.ts';
import { nearestStocked, withPickups } from './orders.ts';
import { openProgress, type Progress } from './progress.ts';
import { channelOf, simulatedRetailer, type Run } from './retailer.ts';
import { openSystem, type System } from './system.ts';
import { openTally, type Tally } from './tally.ts';
import type { Stage } from './stage.ts';

export interface Wish {
  orders: string;
  seed: number;
  api: string;
  concurrency: number;
  limit: number;
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/**
 * Runs the simulation and prints the result; true when every order was accepted and reached its end without a
 * violation.
 */
export async function simulate(wish: Wish, settings: Settings): Promise<boolean> {
  const sandbox = settings.SANDBOX_URL ?? `http://127.0.0.1:${settings.SANDBOX_PORT}`;
  const run: Run = { id: Date.now().toString(36), seed: wish.seed, webhookUrl: `${sandbox}/channel/webhooks` };
  const file = readOlistFile(wish.orders);
  const system = await openSystem(run, { api: wish.api, sandbox });
  const orm = await openOrm(databaseAtHand(settings), { max: 4, statementTimeoutMs: 300_000, lockTimeoutMs: 10_000 });
  try {
    const cast = await prepare(orm, run, { ...file, orders: file.orders.slice(0, wish.limit) });
    say(
      `Seed ${run.seed}, run ${run.id}, channel ${channelOf(run)}: ${cast.orders.length} orders, ` +
        `${cast.orders.filter(({ method }) => method === 'STORE_PICKUP').length} of them to be fetched.`,
    );
    const progress = openProgress(cast.orders.length, process.stderr);
    const played = await play({ run, system, concurrency: wish.concurrency, progress }, cast);
    progress.stop();
    return await tell(orm, played, settings);
  } finally {
    await orm.close();
  }
}

/** The orders of a run and the stores that can serve them. */
export interface Cast {
  orders: OrderBody[];
  otherStoreFor: Stage['otherStoreFor'];
}
export interface Played {
  endings: Ending[];
  tally: Tally;
  channel: string;
}

/** Lives all orders through; returns when each is closed, waits for an operator, or is stuck. */
export async function play(
  {
    run,
    system,
    concurrency,
    progress,
  }: {
    run: Run;
    system: System;
    concurrency: number;
    progress: { watch: Progress['watch']; ended: (ending: Ending) => void };
  },
  cast: Cast,
): Promise<Played> {
  const stage: Stage = {
    system,
    tally: openTally(),
    seed: run.seed,
    channel: channelOf(run),
    otherStoreFor: cast.otherStoreFor,
    watch: progress.watch,
  };
  const endings = await inLanes(cast.orders, concurrency, async (order, at) => {
    const ending = await live(stage, order, at);
    progress.ended(ending);
    return ending;
  });
  return { endings, tally: stage.tally, channel: stage.channel };
}

/** Seeds the retailer of a run from a file's places and orders. */
export async function prepare(orm: MikroORM, run: Run, file: OlistFile): Promise<Cast> {
  const converted = convertOlist(file, `${run.id}-`);
  const retailer = simulatedRetailer(converted, run);
  await seedRetailer(orm, retailer);
  const otherStoreFor = (order: OrderBody): string | null =>
    order.pickupLocationId
      ? nearestStocked(order, {
          ...retailer,
          locations: retailer.locations.filter(({ id }) => id !== order.pickupLocationId),
        })
      : null;
  return { orders: withPickups(converted.orders, retailer, run), otherStoreFor };
}

/** The problems of a run: unexpected orders and answers, and the invariants once every write-back is sent. */
export async function judge(
  orm: MikroORM,
  { endings, tally, channel }: Played,
  settings: Settings,
): Promise<{ checked: CheckResult[]; problems: string[] }> {
  for (let i = 0; i < 60 && (await writeBacksBehind(orm.em.fork(), channel)) > 0; i++) await sleep(500);
  const checked = await check(
    orm,
    endings.flatMap(({ accepted }) => accepted ?? []),
    settings,
  );
  return {
    checked,
    problems: [
      ...endings
        .filter(({ problem }) => problem !== null)
        .map(({ number, id, problem }) => `${number} (${id ?? 'no id'}) ${problem ?? ''}`),
      ...tally.surprises,
    ],
  };
}

async function tell(orm: MikroORM, played: Played, settings: Settings): Promise<boolean> {
  const { checked, problems } = await judge(orm, played, settings);
  say(`\n${figuresText(await figuresOf(orm.em.fork(), played.channel))}`);
  say(
    `\nAnswers\n${[...played.tally.codes]
      .toSorted(([, a], [, b]) => b - a)
      .map(([code, times]) => `${String(times).padStart(6)}  ${code}`)
      .join('\n')}`,
  );
  say(`\nInvariants\n${reportOn(checked)}`);
  if (problems.length > 0) say(`\n${problems.length} problems\n${problems.join('\n')}`);
  const violations = checked.reduce((sum, one) => sum + one.violations.length, 0);
  say(
    `\n${played.endings.filter(({ accepted }) => accepted !== null).length} of ${played.endings.length} orders ` +
      `accepted, ${problems.length} problems, ${violations} violations.`,
  );
  return problems.length === 0 && violations === 0;
}

/** A workflow may take a moment to end after its order: suspects are checked again a little later. */
async function check(orm: MikroORM, accepted: AcceptedOrder[], settings: Settings): Promise<CheckResult[]> {
  const temporal = await openWorkflowLookup(settings);
  try {
    const look = (): Promise<CheckResult[]> => inspect(orm, { accepted, temporal, settled: true });
    const first = await look();
    if (first.every(({ violations }) => violations.length === 0)) return first;
    await sleep(5000);
    return await look();
  } finally {
    await temporal.close();
  }
}
