// Orders whose data no rule expects: each fails alone, parked with a reason; the others go on.
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../eventually.ts';
import type { Fault } from '../fault.ts';
import { placeOne } from '../one-more-order.ts';

/** Each breaks a rule in its own way; none breaks a sum that the invariants guard. */
const poisons = [`intake_findings = '{"not": "a list"}'`, `destination = '"somewhere"', intake_findings = '7'`, `intake_findings = '{"code": 7}'`];

export const poison: Fault = {
  name: 'poison', says: 'orders whose data no rule expects fail alone, parked with a reason; the queue moves on',
  begin: () => {
    const poisoned = new Set<string>();
    return {
      inject: async (scene, round) => {
        scene.plant.signal('worker', 'SIGSTOP');             // nobody prepares it before it is poisoned
        const id = await placeOne(scene);
        await scene.orm.em.fork().execute(`update orders set ${poisons[round % poisons.length] ?? ''} where id = ?`, [id]);
        poisoned.add(id);
        scene.plant.signal('worker', 'SIGCONT');
        await sleep(200);
      },
      after: async ({ orm }) => {
        const parked = async (): Promise<string[]> => {
          const rows = await orm.em.fork().execute<{ id: string }[]>("select distinct order_id as id from attention where reason = 'BUG' and resolved_at is null");
          return rows.map(({ id }) => id);
        };
        const problems: string[] = [];
        await eventually('every poisoned order is parked', async () => { const ids = await parked(); return [...poisoned].every((id) => ids.includes(id)); }, 30).catch((error: unknown) => { problems.push((error as Error).message); });
        const others = (await parked()).filter((id) => !poisoned.has(id));
        return { remark: `${poisoned.size} parked`, problems: [...problems, ...others.map((id) => `order ${id} was parked, too, but was not poisoned`)] };
      },
    };
  },
};
