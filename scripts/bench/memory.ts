// Memory of a started system: of each idle process, and of the worker with 500 open orders.
import { setTimeout as sleep } from 'node:timers/promises';
import { openOrm } from '../../db/connection/orm.ts';
import { count } from './count.ts';
import type { Drive, Driven } from './driver.ts';
import { median, type Figure } from './figures.ts';
import { openRig, type Rig } from './rig.ts';
import { parts, startSystem, type Part } from './system.ts';
import { eventually } from '../eventually.ts';

const openOrders = 500;
const settleMs = 5000;
interface Round {
  idle: Record<Part, number>;
  open: Record<Part, number>;
}

/** Measures memory on a new system each round; shared pages count proportionally (PSS). */
export async function measureMemory(rig: Rig, rounds: number): Promise<Figure[]> {
  const measured: Round[] = [];
  for (let round = 1; round <= rounds; round++) {
    const { idle, open } = await onItsOwn(rig, (one) => measure(one, `memory-${round}`));
    measured.push({ idle, open });
    rig.say(
      `memory round ${round} of ${rounds}, MB (PSS) idle and with ${openOrders} open orders: ` +
        parts.map((part) => `${part} ${idle[part].toFixed(0)} ${open[part].toFixed(0)}`).join(', '),
    );
  }
  const of = (value: (round: Round) => number): number => median(measured.map(value));
  return [
    {
      name: `worker with ${openOrders} open orders`,
      value: of(({ open }) => open.worker),
      unit: 'MB',
      goal: { atMost: 450 },
    },
    {
      name: 'idle, all together',
      value: of(({ idle }) => parts.reduce((sum, part) => sum + idle[part], 0)),
      unit: 'MB',
    },
    ...parts.map((part) => ({ name: `idle, ${part}`, value: of(({ idle }) => idle[part]), unit: 'MB' })),
  ];
}

/** Runs on its own rig, which is closed afterwards. */
async function onItsOwn<T>(rig: Rig, run: (one: Rig) => Promise<T>): Promise<T> {
  const one = openRig(rig.say);
  rig.own(one.close);
  try {
    return await run(one);
  } finally {
    await one.close();
  }
}

async function measure(rig: Rig, run: string): Promise<Round> {
  const system = await startSystem(rig);
  const orm = await openOrm(system.databaseUrl);
  rig.own(() => orm.close());
  await sleep(settleMs);
  const idle = system.megabytes();
  const drive: Drive = {
    api: system.api,
    sandbox: system.sandbox,
    webhookPort: system.webhookPort,
    orders: openOrders,
    inFlight: 16,
    run,
    until: 'PLACED',
  };
  await rig.run<Driven>('scripts/bench/driver.ts', drive);
  await eventually(
    'every order is offered',
    async () => (await count(orm, "offer where status = 'OFFERED'")) === openOrders,
    120,
  );
  await sleep(settleMs);
  return { idle, open: system.megabytes() };
}
