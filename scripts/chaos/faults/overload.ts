// Twice what the system can take, without waiting for its answers: it goes on at its pace, says no politely, and works off what it took.
import { setTimeout as sleep } from 'node:timers/promises';
import { seedRetailer } from '../../../db/seed/retailer.ts';
import { channelOf, keyOf } from '../../simulation/retailer.ts';
import type { Fault, Scene } from '../fault.ts';
import { oneMoreOrder } from '../one-more-order.ts';
import { eventually } from '../plant.ts';

const waitingAtPeak = 60;
const answers = new Map<string, number>();
let measured = { peak: 0, during: 0, oldestSeconds: 0, drainSeconds: 0, sent: 0 };

/** A warehouse that accepts everything by itself and never runs out. */
async function openWarehouse({ orm, run }: Scene): Promise<void> {
  const id = `${run.id}-endless`;
  const everyDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00'] as [string, string]]]));
  await seedRetailer(orm, {
    parties: [], profiles: [], carriers: [], channels: [], products: [], keys: [],
    locations: [{ id, name: id, kind: 'WAREHOUSE', partyId: `${run.id}-olist`, province: 'SP', city: 'campinas', district: null, latitude: -22.9, longitude: -47, timeZone: 'America/Sao_Paulo', openingHours: { weekly: everyDay, special: {} }, autoAccept: true, carriers: ['sandbox'], dailyQuota: null }],
    stock: [{ locationId: id, sku: `${run.id}-s0`, onHand: 1_000_000, safety: 0 }],
  });
}

async function send({ plant, run }: Scene): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keyOf(run, 'channel')}` };
  const answer = await fetch(`${plant.api}/v1/orders`, { method: 'POST', headers, body: JSON.stringify(oneMoreOrder({ run })), signal: AbortSignal.timeout(60_000) }).then(async (response) => {
    await response.arrayBuffer();
    const polite = response.status < 300 || ((response.status === 429 || response.status === 503) && response.headers.has('retry-after'));
    return `${response.status}${polite ? '' : ' without Retry-After'}`;
  }, (error: unknown) => `no answer (${(error as Error).name})`);
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
}

async function state({ orm, run }: Scene): Promise<{ prepared: number; waiting: number; oldest: number }> {
  const [row] = await orm.em.fork().execute<{ prepared: number; waiting: number; oldest: number }[]>(
    `select count(audited_at)::int as prepared, count(*) filter (where audited_at is null)::int as waiting, coalesce(extract(epoch from now() - min(received_at) filter (where audited_at is null)), 0)::float8 as oldest
     from orders where channel_id = ? and channel_order_number like 'more-%'`, [channelOf(run)]);
  return row ?? { prepared: 0, waiting: 0, oldest: 0 };
}

/** Orders prepared a second while there is always enough to do, but never more than that. */
async function peakOf(scene: Scene, seconds: number): Promise<number> {
  const begun = performance.now();
  const before = (await state(scene)).prepared;
  while (performance.now() - begun < seconds * 1000) {
    const { waiting } = await state(scene);
    await Promise.all(Array.from({ length: Math.max(0, waitingAtPeak - waiting) }, () => send(scene)));
  }
  return ((await state(scene)).prepared - before) / ((performance.now() - begun) / 1000);
}

/** Sends at this pace, whatever becomes of it. */
async function flood(scene: Scene, { perSecond, seconds }: { perSecond: number; seconds: number }): Promise<number> {
  const begun = performance.now();
  const sending: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = begun + (n / perSecond) * 1000 - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    sending.push(send(scene));
  }
  void Promise.all(sending);
  return sending.length;
}

export const overload: Fault = {
  name: 'overload', says: 'twice the load that the system can take, open loop: it keeps its pace and refuses politely',
  rounds: () => 1,
  before: openWarehouse,
  inject: async (scene) => {
    const seconds = scene.scale.overloadSeconds;
    await peakOf(scene, 3);                              // warm
    const peak = await peakOf(scene, Math.min(15, seconds));
    const before = await state(scene);
    const begun = performance.now();
    const sent = await flood(scene, { perSecond: 2 * peak, seconds });
    const after = await state(scene);
    const during = (after.prepared - before.prepared) / ((performance.now() - begun) / 1000);
    const drained = performance.now();
    await eventually('what was taken is worked off', async () => (await state(scene)).waiting === 0, 30 + 3 * seconds);
    measured = { peak, during, oldestSeconds: after.oldest, drainSeconds: (performance.now() - drained) / 1000, sent };
  },
  after: async (scene) => {
    const { peak, during, oldestSeconds, drainSeconds, sent } = measured;
    const atRest = async (): Promise<boolean> => {
      const [row] = await scene.orm.em.fork().execute<{ n: number }[]>("select count(*)::int as n from orders where closed_at is null and status <> 'NEEDS_ATTENTION'");
      return row?.n === 0;
    };
    const restless = await eventually('every order is closed or rests with a person', atRest, 120).then(() => [], (error: unknown) => [(error as Error).message]);
    const impolite = [...answers].filter(([answer]) => !['201', '200', '429', '503'].includes(answer)).map(([answer, times]) => `${times} answers ${answer}`);
    return {
      remark: `peak ${peak.toFixed(1)}/s, under ${sent} orders ${during.toFixed(1)}/s (${(during / peak).toFixed(2)}×), oldest ${oldestSeconds.toFixed(0)} s, worked off in ${drainSeconds.toFixed(0)} s; ${[...answers].map(([answer, times]) => `${times}×${answer}`).join(' ')}`,
      problems: [...restless, ...impolite],
    };
  },
};
