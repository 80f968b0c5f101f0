// The time of a store's accept, through Temporal and the database, against an update that does nothing on the same
// server.
import { Client, Connection } from '@temporalio/client';
import type { MikroORM } from '@mikro-orm/postgresql';
import { openOrm } from '../../db/connection/orm.ts';
import { workflowIdOf } from '../../domain/order/ids.ts';
import { freePort } from '../provisioning/ports.ts';
import { TEMPORAL_NAMESPACE } from '../provisioning/temporal-server.ts';
import type { Asking } from './asker.ts';
import { count } from './count.ts';
import type { Drive, Driven } from './driver.ts';
import { median, percentile, ratio, type Figure } from './figures.ts';
import type { Rig } from './rig.ts';
import { startSystem, type StartedSystem } from './system.ts';
import { eventually } from '../eventually.ts';

/** The accepts in flight, and the answers that a round measures. */
const loads = [
  { inFlight: 1, answers: 100 },
  { inFlight: 16, answers: 160 },
];
interface Took {
  accept: number[];
  noOp: number[];
}
interface Stage {
  rig: Rig;
  system: StartedSystem;
  orm: MikroORM;
  temporal: Client;
}

/** Measures accepts; accept and no-op take turns, each on the same number of new workflows. */
export async function measureAccept(rig: Rig, rounds: number): Promise<Figure[]> {
  const stage = await setStage(rig);
  const took = new Map(loads.map(({ inFlight }) => [inFlight, [] as Took[]]));
  for (let round = 0; round <= rounds; round++) {
    for (const { inFlight, answers } of loads) {
      const one = await measure(stage, { inFlight, answers, run: `accept-${round}-${inFlight}` });
      if (round > 0) took.get(inFlight)?.push(one); // round 0 warms up
      rig.say(
        `accept round ${round} of ${rounds}, ${inFlight} in flight: ${Object.entries(one)
          .map(
            ([name, ms]) => `${name} p50 ${percentile(ms, 0.5).toFixed(1)} p99 ${percentile(ms, 0.99).toFixed(1)} ms`,
          )
          .join(', ')}`,
      );
    }
  }
  return [...took].flatMap(([inFlight, all]) => figuresOf(all, inFlight));
}

async function setStage(rig: Rig): Promise<Stage> {
  const system = await startSystem(rig);
  const port = await freePort();
  await rig.serve('scripts/bench/no-op-worker.ts', {
    readyUrls: [`http://127.0.0.1:${port}/`],
    env: { PORT: String(port), TEMPORAL_ADDRESS: system.temporal },
  });
  const orm = await openOrm(system.databaseUrl);
  rig.own(() => orm.close());
  const connection = await Connection.connect({ address: system.temporal });
  rig.own(() => connection.close());
  return { rig, system, orm, temporal: new Client({ connection, namespace: TEMPORAL_NAMESPACE }) };
}

async function measure(
  { rig, system, orm, temporal }: Stage,
  { inFlight, answers, run }: { inFlight: number; answers: number; run: string },
): Promise<Took> {
  const drive: Drive = {
    api: system.api,
    sandbox: system.sandbox,
    webhookPort: system.webhookPort,
    orders: answers,
    inFlight: 16,
    run,
    until: 'PLACED',
  };
  const { ids } = await rig.run<Driven>('scripts/bench/driver.ts', drive);
  const noOps = ids.map((id) => `no-op-${id}`);
  await Promise.all(
    noOps.map((workflowId) => temporal.workflow.start('noOpWorkflow', { workflowId, taskQueue: 'no-op' })),
  );
  await allOffered(orm, ids);
  const ask = (update: string, asked: Asking['asked']): Promise<number[]> =>
    rig.run('scripts/bench/asker.ts', { address: system.temporal, update, inFlight, asked } satisfies Asking);
  const accept = await ask(
    'accept',
    ids.map((id) => ({
      workflowId: workflowIdOf(id),
      argument: { by: 'operator:bench', body: { offerId: 'o1', lines: null, refused: [] } },
    })),
  );
  await allLabelled(orm);
  const noOp = await ask(
    'noOp',
    noOps.map((workflowId) => ({ workflowId, argument: null })),
  );
  await Promise.all(noOps.map((workflowId) => temporal.workflow.getHandle(workflowId).signal('end')));
  return { accept, noOp };
}

const allOffered = (orm: MikroORM, ids: string[]): Promise<void> =>
  eventually(
    'every order is offered',
    async () =>
      (await count(
        orm,
        "offer where status = 'OFFERED' and order_id in (select jsonb_array_elements_text(?::jsonb)::uuid)",
        [JSON.stringify(ids)],
      )) === ids.length,
    120,
  );
const allLabelled = (orm: MikroORM): Promise<void> =>
  eventually('every label is made', async () => (await count(orm, "waybill where status = 'REQUESTED'")) === 0, 120);

function figuresOf(took: Took[], inFlight: number): Figure[] {
  const of = (who: keyof Took, share: number): number[] => took.map((one) => percentile(one[who], share));
  const times = `${inFlight} in flight`;
  return [
    {
      name: `accept ÷ no-op update, p99, ${times}`,
      value: ratio(of('accept', 0.99), of('noOp', 0.99)),
      unit: '×',
      goal: { atMost: 2 },
    },
    { name: `accept ÷ no-op update, p50, ${times}`, value: ratio(of('accept', 0.5), of('noOp', 0.5)), unit: '×' },
    ...(
      [
        ['accept', 'accept'],
        ['noOp', 'no-op'],
      ] as const
    ).flatMap(([who, name]) =>
      [0.5, 0.99].map((share) => ({
        name: `${name}, p${share * 100}, ${times}`,
        value: median(of(who, share)),
        unit: 'ms',
      })),
    ),
  ];
}
