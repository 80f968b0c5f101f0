// Orders with data that breaks a rule: each fails alone and waits for an operator with its reason; the others continue.
import { setTimeout as sleep } from 'node:timers/promises';
import type { MikroORM } from '@mikro-orm/postgresql';
import { eventually } from '../../eventually.ts';
import type { Fault, Scene } from '../fault.ts';
import { placeOne } from '../one-more-order.ts';

/** Each breaks a rule in its own way; none breaks a sum that the invariants check. */
const poisons = [
  `intake_findings = '{"not": "a list"}'`,
  `destination = '"somewhere"', intake_findings = '7'`,
  `intake_findings = '{"code": 7}'`,
];

/** Places an order and poisons it before a worker sees it; returns its id. */
async function placePoisoned(scene: Scene, round: number): Promise<string> {
  scene.plant.signal('worker', 'SIGSTOP');
  const id = await placeOne(scene);
  await scene.orm.em.fork().execute(`update orders set ${poisons[round % poisons.length] ?? ''} where id = ?`, [id]);
  scene.plant.signal('worker', 'SIGCONT');
  await sleep(200);
  return id;
}

async function parkedOrders(orm: MikroORM): Promise<string[]> {
  const rows = await orm.em
    .fork()
    .execute<{ id: string }[]>(
      "select distinct order_id as id from attention where reason = 'BUG' and resolved_at is null",
    );
  return rows.map(({ id }) => id);
}

/** Waits until all are parked; returns a sentence when they are not in time. */
async function delayOf(orm: MikroORM, poisoned: ReadonlySet<string>): Promise<string[]> {
  return eventually(
    'every poisoned order is parked',
    async () => {
      const ids = await parkedOrders(orm);
      return [...poisoned].every((id) => ids.includes(id));
    },
    30,
  ).then(
    () => [],
    (error: unknown) => [(error as Error).message],
  );
}

export const poison: Fault = {
  name: 'poison',
  description: 'orders whose data no rule expects fail alone, parked with a reason; the queue moves on',
  begin: () => {
    const poisoned = new Set<string>();
    return {
      inject: async (scene, round) => {
        poisoned.add(await placePoisoned(scene, round));
      },
      after: async ({ orm }) => {
        const problems = await delayOf(orm, poisoned);
        const others = (await parkedOrders(orm)).filter((id) => !poisoned.has(id));
        return {
          remark: `${poisoned.size} parked`,
          problems: [...problems, ...others.map((id) => `order ${id} was parked, too, but was not poisoned`)],
        };
      },
    };
  },
};
