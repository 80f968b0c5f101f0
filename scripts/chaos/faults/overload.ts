// Twice the load that the system can take: it keeps its pace, answers BUSY, and works off its backlog.
import { setTimeout as sleep } from 'node:timers/promises';
import { channelOf, keyOf } from '../../simulation/retailer.ts';
import type { Fault, Scene } from '../fault.ts';
import { addToRetailer, oneMoreOrder, oneMoreSku } from '../one-more-order.ts';
import { eventually } from '../../eventually.ts';

const waitingAtPeak = 120;
/** Rare enough to leave the machine to the system, often enough to keep it busy. */
const lookEveryMs = 250;
/** The count per answer. */
type Answers = Map<string, number>;

/** A warehouse that accepts everything by itself and never runs out of stock. */
async function openWarehouse(scene: Scene): Promise<void> {
  const { run } = scene;
  const id = `${run.id}-endless`;
  const everyDay = Object.fromEntries(
    ['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00'] as [string, string]]]),
  );
  await addToRetailer(scene, {
    keys: [{ role: 'location', name: id, key: keyOf(run, 'location', id), scope: id }],
    locations: [
      {
        id,
        name: id,
        kind: 'WAREHOUSE',
        partyId: `${run.id}-olist`,
        province: 'SP',
        city: 'campinas',
        district: null,
        latitude: -22.9,
        longitude: -47,
        timeZone: 'America/Sao_Paulo',
        openingHours: { weekly: everyDay, special: {} },
        autoAccept: true,
        carriers: ['sandbox'],
        dailyQuota: null,
      },
    ],
    stock: [{ locationId: id, sku: oneMoreSku(run), onHand: 1_000_000, safety: 0 }],
  });
}

/** The flood's orders fall due after it has been worked off: until then each costs the same at any time. */
const shipByOf = ({ scale }: Scene): string => new Date(Date.now() + 4000 * scale.overloadSeconds).toISOString();

async function send(scene: Scene, answers: Answers): Promise<void> {
  const { plant, run } = scene;
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${keyOf(run, 'channel')}` };
  const answer = await fetch(`${plant.api}/v1/orders`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ ...oneMoreOrder({ run }), shipBy: shipByOf(scene) }),
    signal: AbortSignal.timeout(60_000),
  }).then(
    async (response) => {
      await response.arrayBuffer();
      const polite =
        response.status < 300 ||
        ((response.status === 429 || response.status === 503) && response.headers.has('retry-after'));
      return `${response.status}${polite ? '' : ' without Retry-After'}`;
    },
    (error: unknown) => `no answer (${(error as Error).name})`,
  );
  answers.set(answer, (answers.get(answer) ?? 0) + 1);
}

async function state({ orm, run }: Scene): Promise<{ prepared: number; waiting: number; oldest: number }> {
  const [row] = await orm.em.fork().execute<{ prepared: number; waiting: number; oldest: number }[]>(
    `select count(audited_at)::int as prepared, count(*) filter (where audited_at is null)::int as waiting,
        coalesce(extract(epoch from now() - min(received_at) filter (where audited_at is null)), 0)::float8 as oldest
      from orders
      where channel_id = ? and channel_order_number like 'more-%'`,
    [channelOf(run)],
  );
  return row ?? { prepared: 0, waiting: 0, oldest: 0 };
}

/** Orders prepared per second with a constantly full but never growing queue. */
async function peakOf(scene: Scene, answers: Answers, seconds: number): Promise<number> {
  const begun = performance.now();
  const before = (await state(scene)).prepared;
  for (; performance.now() - begun < seconds * 1000; await sleep(lookEveryMs)) {
    const { waiting } = await state(scene);
    await Promise.all(Array.from({ length: Math.max(0, waitingAtPeak - waiting) }, () => send(scene, answers)));
  }
  return ((await state(scene)).prepared - before) / ((performance.now() - begun) / 1000);
}

/** Sends at this rate, whatever the answers. */
async function flood(
  scene: Scene,
  answers: Answers,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<number> {
  const begun = performance.now();
  const sending: Promise<void>[] = [];
  for (let n = 0; n < perSecond * seconds; n++) {
    const waitMs = begun + (n / perSecond) * 1000 - performance.now();
    if (waitMs > 1) await sleep(waitMs);
    sending.push(send(scene, answers));
  }
  void Promise.all(sending);
  return sending.length;
}

/**
 * The effect of the flood: orders prepared per second before and during it, the age of the oldest waiting one at its
 * end, and the seconds to work off the rest.
 */
interface Measured {
  peak: number;
  during: number;
  oldest: number;
  drain: number;
  sent: number;
}

async function measure(scene: Scene, answers: Answers): Promise<Measured> {
  const seconds = scene.scale.overloadSeconds;
  await peakOf(scene, answers, Math.min(15, seconds / 2)); // warms up: a new process is slower
  const peak = await peakOf(scene, answers, Math.min(15, seconds));
  const before = await state(scene);
  const begun = performance.now();
  const sent = await flood(scene, answers, { perSecond: 2 * peak, seconds });
  const after = await state(scene);
  const ended = performance.now();
  await eventually('what was taken is worked off', async () => (await state(scene)).waiting === 0, 30 + 3 * seconds);
  return {
    peak,
    during: (after.prepared - before.prepared) / ((ended - begun) / 1000),
    oldest: after.oldest,
    drain: (performance.now() - ended) / 1000,
    sent,
  };
}

async function isAtRest({ orm }: Scene): Promise<boolean> {
  const [row] = await orm.em
    .fork()
    .execute<{ n: number }[]>(
      "select count(*)::int as n from orders where closed_at is null and status <> 'NEEDS_ATTENTION'",
    );
  return row?.n === 0;
}

const leastOfPeak = 0.9;

export const overload: Fault = {
  name: 'overload',
  description: 'twice the load that the system can take, open loop: it keeps its pace and refuses politely',
  begin: () => {
    const answers: Answers = new Map();
    let measured: Measured = { peak: 0, during: 0, oldest: 0, drain: 0, sent: 0 };
    return {
      rounds: () => 1,
      concurrency: 8, // otherwise the peak would be measured under another load
      before: openWarehouse,
      inject: async (scene) => {
        measured = await measure(scene, answers);
      },
      after: async (scene) => {
        const { peak, during, oldest, drain, sent } = measured;
        const restless = await eventually(
          'every order is closed or rests with a person',
          () => isAtRest(scene),
          120 + 4 * scene.scale.overloadSeconds,
        ).then(
          () => [],
          (error: unknown) => [(error as Error).message],
        );
        const impolite = [...answers]
          .filter(([answer]) => !['201', '200', '429', '503'].includes(answer))
          .map(([answer, times]) => `${times} answers ${answer}`);
        const slow =
          scene.scale.overloadSeconds >= 60 && during < leastOfPeak * peak
            ? [`it prepared ${(during / peak).toFixed(2)} of what it had done at its peak`]
            : [];
        return {
          remark:
            `peak ${peak.toFixed(1)}/s, ` +
            `under ${sent} orders ${during.toFixed(1)}/s (${(during / peak).toFixed(2)}×), ` +
            `oldest ${oldest.toFixed(0)} s, worked off in ${drain.toFixed(0)} s; ` +
            [...answers].map(([answer, times]) => `${times}×${answer}`).join(' '),
          problems: [...restless, ...impolite, ...slow],
        };
      },
    };
  },
};
