// Internal trouble: the database away in mid-life, a rule that breaks. Both are real: a lock that is not released, a
// routing profile with an unknown rule.
import { setTimeout as sleep } from 'node:timers/promises';
import { accepted, at, attentionOf, deliver, labelled, must, offered, place, resolve } from '../orders.ts';
import { until, type WholeSystem } from '../whole-system.ts';
import { workflowIdOf } from '../../../domain/order/ids.ts';
import type { Branches } from './branch.ts';

const sql = (system: WholeSystem, text: string) => system.deps.orm.em.fork().execute(text);
const brokenRules = `'[{"criterion": "no-such-criterion"}]'::jsonb`;
/** Publishes a profile for the channel: a sound one, or one that names an unknown rule. */
async function profileOf(
  system: WholeSystem,
  channel: string,
  { version, sound }: { version: number; sound: boolean },
): Promise<void> {
  await sql(
    system,
    `insert into routing_profile (version, profile) select ${version}, profile from routing_profile where version = 1`,
  );
  if (!sound) await spoil(system, version);
  await sql(system, `update channel set profile_version = ${version} where id = '${channel}'`);
}
const spoil = (system: WholeSystem, version: number) =>
  sql(
    system,
    `update routing_profile set profile = jsonb_set(profile, '{rules,0,eligibility}', ${brokenRules})
      where version = ${version}`,
  );
const heal = (system: WholeSystem, version: number) =>
  sql(
    system,
    `update routing_profile set profile = jsonb_set(
        profile, '{rules}', (select profile->'rules' from routing_profile where version = 1)
      )
      where version = ${version}`,
  );

async function shipTo(system: WholeSystem, id: string): Promise<string> {
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ship'), 200);
  return deliver(system, id, fo);
}

/** Locks the order until a regular activity of its workflow waits for the database. */
async function lockedWhile(system: WholeSystem, id: string, act: () => Promise<unknown>): Promise<void> {
  await system.deps.orm.em.fork().transactional(async (em) => {
    await em.execute('select 1 from orders where id = ? for update', [id]);
    void act().catch(() => undefined);
    await until(
      () => system.temporal.workflow.getHandle(workflowIdOf(id)).describe(),
      (d) => (d.raw.pendingActivities ?? []).length > 0,
      { what: 'the patient way' },
    );
    await sleep(200);
  });
}

export const troubles: Branches = {
  'database away while a store accepts': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await offered(system, id);
      await lockedWhile(system, id, () => at(system, fo, 'accept'));
      await until(
        () => at(system, fo, 'accept'),
        (a) => a.status === 200,
        { what: 'the answer' },
      );
      await labelled(system, id, fo.id);
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'a rule breaks before the order is prepared': {
    ends: 'COMPLETED',
    live: async (system) => {
      await profileOf(system, 'poisoned', { version: 91, sound: false });
      const id = await place(system, {}, 'poisoned');
      await attentionOf(system, id, 'BUG');
      await heal(system, 91);
      await resolve(system, id, 'BUG', 'DONE');
      return shipTo(system, id);
    },
  },
  'a rule breaks while a store rejects': {
    ends: 'COMPLETED',
    live: async (system) => {
      await profileOf(system, 'spoiled', { version: 92, sound: true });
      const id = await place(system, {}, 'spoiled');
      const fo = await offered(system, id);
      await spoil(system, 92);
      must(await at(system, fo, 'reject', { reason: 'TOO_BUSY' }), 500);
      await attentionOf(system, id, 'BUG');
      await heal(system, 92);
      await resolve(system, id, 'BUG', 'DONE');
      return shipTo(system, id);
    },
  },
};
