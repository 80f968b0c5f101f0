// Two messages at the same instant: one wins, the other gets the outcome, and client, database and history agree.
// RACES=200 npm test -- test/system/races for a long run.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readOrder } from '../../db/order/read-order.ts';
import { workflowIdOf } from '../../domain/order/ids.ts';
import { viewOf, type OrderView } from '../../domain/order/view.ts';
import { saidTo } from '../support/history.ts';
import { inLanes } from '../../scripts/lanes.ts';
import {
  accepted,
  at,
  cancel,
  carrierReports,
  insist,
  must,
  offered,
  orderIn,
  orderThat,
  patient,
  place,
  see,
  type FulfillmentSeen,
  type OrderSeen,
} from '../support/orders.ts';
import { startWholeSystem, until, type Answer, type WholeSystem } from '../support/whole-system.ts';

const tries = Number(process.env['RACES'] ?? 6);
const hour = 3_600_000;
let system: WholeSystem;
let client: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    quick: { offerSeconds: 3, minOfferSeconds: 1, maxOffers: 1, pauseAfterExpiries: 1_000_000 },
    brief: { pickupStorageSeconds: 3 },
  });
  client = patient(system);
  for (const locationId of ['near', 'middle', 'far'])
    must(
      await system.call('operator', 'POST /v1/stock/receipts', {
        id: randomUUID(),
        locationId,
        sku: 'SHIRT',
        quantity: 100_000,
      }),
      200,
    );
});
afterAll(async () => {
  await system.stop();
});

/** One message of a race, with the request that sends it. */
interface Saying {
  name: string;
  say: () => Promise<Answer>;
}
interface Pair {
  id: string;
  fo: FulfillmentSeen;
  first: Saying;
  second: Saying;
}
interface Outcome {
  first: Answer;
  second: Answer;
  order: OrderSeen;
  fo: FulfillmentSeen;
}
const ok = (a: Answer): boolean => a.status < 300;

/** Sends both: one before the other, the other way round, or at the same instant. */
async function raceOnce({ first, second }: Pair, i: number): Promise<[Answer, Answer]> {
  if (i % 3 === 1) {
    const a = await insist(first.say);
    return [a, await insist(second.say)];
  }
  if (i % 3 === 2) {
    const b = await insist(second.say);
    return [await insist(first.say), b];
  }
  return Promise.all([insist(first.say), insist(second.say)]);
}

/**
 * Races many times, eight at a time; `judge` gets each outcome after client, database and history were found to agree.
 */
async function race(prepare: () => Promise<Pair>, judge: (outcome: Outcome) => void): Promise<void> {
  const winners = await inLanes(Array.from({ length: tries }), 8, async (_, i) => {
    const pair = await prepare();
    const [a, b] = await raceOnce(pair, i);
    await agree(pair.id, [
      { name: pair.first.name, answer: a },
      { name: pair.second.name, answer: b },
    ]);
    const order = await see(system, pair.id);
    judge({
      first: a,
      second: b,
      order,
      fo: order.fulfillmentOrders.find((f) => f.id === pair.fo.id) as FulfillmentSeen,
    });
    return `${ok(a) ? 'taken' : a.body.code} / ${ok(b) ? 'taken' : b.body.code}`;
  });
  tell(winners);
}

/** Each accepted answer is in the history, and no other; the workflow's view equals the database. */
async function agree(id: string, said: { name: string; answer: Answer }[]): Promise<void> {
  const history = await saidTo(system, id);
  for (const name of new Set(said.map((s) => s.name))) {
    const answers = said.filter((s) => s.name === name).map((s) => s.answer);
    const told = history.filter((h) => h.name === name);
    expect(told.filter((h) => h.outcome === 'TAKEN')).toHaveLength(answers.filter(ok).length);
    for (const { outcome } of told) if (outcome !== 'TAKEN') expect(answers.map((a) => a.body.code)).toContain(outcome);
  }
  const [known, held] = await until(
    () => Promise.all([system.temporal.workflow.getHandle(workflowIdOf(id)).query<OrderView>('view'), stored(id)]),
    ([a, b]) => a.version === b.version,
    { what: 'one view of the order' },
  );
  expect(known).toEqual(held);
}
async function stored(id: string): Promise<OrderView> {
  const loaded = await readOrder(system.deps.orm.em.fork(), id);
  if (!loaded) throw new Error(`no order ${id}`);
  return viewOf(loaded.order);
}

/** The count per outcome; with many tries each side must have won sometimes, else it was no race. */
function tell(outcomes: string[]): void {
  const counts = Map.groupBy(outcomes, (o) => o);
  if (process.env['RACES'])
    process.stdout.write(
      `${expect.getState().currentTestName}: ${[...counts].map(([o, of]) => `${of.length} × ${o}`).join(', ')}\n`,
    );
  if (tries >= 50) expect(counts.size).toBeGreaterThan(1);
}

const cancels = (id: string): Saying => ({ name: 'cancel', say: () => cancel(system, id) });
const says = (name: string, say: () => Promise<Answer>): Saying => ({ name, say });
const became = (a: Answer): string | undefined => (a.body['outcomes'] as { became: string }[] | undefined)?.[0]?.became;
async function offer(channel = 'shop'): Promise<{ id: string; fo: FulfillmentSeen }> {
  const id = await place(client, {}, channel);
  return { id, fo: await offered(client, id) };
}
async function labelled(): Promise<{ id: string; fo: FulfillmentSeen }> {
  const id = await place(client);
  return { id, fo: await accepted(client, id) };
}

test(
  'accept against cancel',
  async () => {
    await race(
      async () => {
        const { id, fo } = await offer();
        return { id, fo, first: says('accept', () => at(system, fo, 'accept')), second: cancels(id) };
      },
      ({ first: a, second: b, order, fo }) => {
        expect(b.status).toBe(200);
        expect(became(b)).toBe(ok(a) ? 'INTERCEPT' : 'CANCELLED');
        expect(order.cancellations.map((c) => c.status)).toEqual(ok(a) ? ['REQUESTED'] : []);
        expect(order.lines).toMatchObject([{ cancelled: ok(a) ? 0 : 1 }]);
        if (!ok(a)) expect(a).toMatchObject({ status: 409, body: { code: 'OFFER_CLOSED' } });
        expect(fo).toMatchObject({ requestStatus: ok(a) ? 'ACCEPTED' : 'WITHDRAWN' });
      },
    );
  },
  hour,
);

test(
  'accept against accept on two devices',
  async () => {
    await race(
      async () => {
        const { id, fo } = await offer();
        const by = (device: string) =>
          says('accept', () =>
            system.call('location:near', `POST /v1/offers/${fo.offer.id}/accept`, {}, { 'idempotency-key': device }),
          );
        return { id, fo, first: by('till'), second: by('phone') };
      },
      ({ first: a, second: b, fo }) => {
        expect([a, b].filter(ok)).toHaveLength(1);
        expect([a, b].find((x) => !ok(x))).toMatchObject({
          status: 409,
          body: { code: 'OFFER_CLOSED', detail: expect.stringContaining('ACCEPTED') },
        });
        expect(fo.requestStatus).toBe('ACCEPTED');
      },
    );
  },
  hour,
);

/** Sends it around the instant of the deadline: up to 150 ms before or after it. */
const around = async (dueAt: string, i: number): Promise<void> => {
  await sleep(Math.max(0, Date.parse(dueAt) - Date.now() - 150 + ((i * 37) % 300)));
};

test.each([
  ['accept', 'ACCEPTED', undefined],
  ['reject', 'REJECTED', { reason: 'TOO_BUSY' }],
] as const)(
  '%s against the deadline',
  async (verb, won, body) => {
    tell(
      await inLanes(Array.from({ length: tries }), 8, async (_, i) => {
        const { id, fo } = await offer('quick');
        await around(fo.offer.deadlineAt, i);
        const answer = await insist(() => at(system, fo, verb, body));
        const order = await orderThat(
          system,
          id,
          (o) => o.fulfillmentOrders.some((f) => f.id === fo.id && f.requestStatus !== 'OFFERED'),
          'an answer or the deadline',
        );
        expect(order.fulfillmentOrders.find((f) => f.id === fo.id)?.requestStatus).toBe(ok(answer) ? won : 'EXPIRED');
        if (!ok(answer))
          expect(answer).toMatchObject({
            status: 409,
            body: { code: 'OFFER_CLOSED', detail: expect.stringContaining('EXPIRED') },
          });
        await agree(id, [{ name: verb, answer }]);
        must(await cancel(client, id, {}, 'quick'), 200);
        return ok(answer) ? won : 'EXPIRED';
      }),
    );
  },
  hour,
);

test(
  'ship against cancel',
  async () => {
    await race(
      async () => {
        const { id, fo } = await labelled();
        return { id, fo, first: says('ship', () => at(system, fo, 'ship')), second: cancels(id) };
      },
      ({ first: a, second: b, order, fo }) => {
        expect(ok(b)).toBe(!ok(a));
        if (ok(a)) expect(b).toMatchObject({ status: 409, body: { code: 'USE_RETURN' } });
        else expect([a.status, a.body.code, became(b)]).toEqual([409, 'CANCELLATION_PENDING', 'INTERCEPT']);
        expect([fo.status, order.cancellations.length]).toEqual(ok(a) ? ['SHIPPED', 0] : ['IN_PROGRESS', 1]);
        expect(order.refunds).toEqual([]);
      },
    );
  },
  hour,
);

interface Ready {
  id: string;
  fo: FulfillmentSeen;
  token: unknown;
  code: unknown;
  number: unknown;
  expiresAt: string;
}
async function readyWithCode(channel: string): Promise<Ready> {
  const id = await place(client, { method: 'STORE_PICKUP', pickupLocationId: 'near' }, channel);
  const fo = await accepted(client, id);
  must(await at(client, fo, 'ready'), 200);
  const { body } = await client.call(`channel:${channel}`, `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  const order = (await client.call('operator', `GET /v1/orders/${id}`)).body;
  return {
    id,
    fo,
    token: body['token'],
    code: body['code'],
    number: order['channelOrderNumber'],
    expiresAt:
      (order['waits'] as { kind: string; dueAt: string }[]).find((w) => w.kind === 'PICKUP_EXPIRY')?.dueAt ?? '',
  };
}
const redeem = (body: object) => system.call('location:near', 'POST /v1/locations/near/redeem', body);

test(
  'redeem against redeem: the goods leave once',
  async () => {
    await race(
      async () => {
        const { id, fo, token, code, number } = await readyWithCode('shop');
        return {
          id,
          fo,
          first: says('redeem', () => redeem({ token })),
          second: says('redeem', () => redeem({ orderNumber: number, code })),
        };
      },
      ({ first: a, second: b, order, fo }) => {
        expect([a, b].filter(ok)).toHaveLength(1);
        expect([a, b].find((x) => !ok(x))).toMatchObject({ status: 422, body: { code: 'CODE_REFUSED' } });
        expect(order).toMatchObject({ status: 'COMPLETED', lines: [{ fulfilled: 1 }] });
        expect(fo).toMatchObject({ status: 'COLLECTED', pickup: { codeStatus: 'REDEEMED' } });
      },
    );
  },
  hour,
);

test(
  'redeem against the end of the storage time',
  async () => {
    tell(
      await inLanes(Array.from({ length: tries }), 8, async (_, i) => {
        const { id, token, expiresAt } = await readyWithCode('brief');
        await around(expiresAt, i);
        const answer = await insist(() => redeem({ token }));
        const order = await orderThat(system, id, (o) => ['COMPLETED', 'CANCELLED'].includes(o.status), 'an end');
        expect(order).toMatchObject(
          ok(answer)
            ? { status: 'COMPLETED', refunds: [], lines: [{ fulfilled: 1, cancelled: 0 }] }
            : { status: 'CANCELLED', refunds: [{ amountMinor: 10_800 }], lines: [{ fulfilled: 0, cancelled: 1 }] },
        );
        if (!ok(answer)) expect(answer).toMatchObject({ status: 422, body: { code: 'CODE_REFUSED' } });
        await agree(id, [{ name: 'redeem', answer }]);
        return order.status;
      }),
    );
  },
  hour,
);

test(
  'reassign against accept',
  async () => {
    await race(
      async () => {
        const { id, fo } = await offer();
        return {
          id,
          fo,
          first: says('accept', () => at(system, fo, 'accept')),
          second: says('reassign', () =>
            system.call('operator', `POST /v1/offers/${fo.offer.id}/reassign`, { locationId: 'far' }),
          ),
        };
      },
      ({ first: a, second: b, order, fo }) => {
        expect([a, b].filter(ok)).toHaveLength(1);
        expect([a, b].find((x) => !ok(x))).toMatchObject({
          status: 409,
          body: { code: 'OFFER_CLOSED', detail: expect.stringContaining(ok(a) ? 'ACCEPTED' : 'WITHDRAWN') },
        });
        expect(fo.requestStatus).toBe(ok(a) ? 'ACCEPTED' : 'WITHDRAWN');
        expect(order.fulfillmentOrders.map((f) => f.locationId)).toEqual(ok(a) ? ['near'] : ['near', 'far']);
      },
    );
  },
  hour,
);

test(
  'delivered against cancel: the parcel is with the buyer, and no money goes back',
  async () => {
    await race(
      async () => {
        const { id, fo } = await labelled();
        const [label] = fo.waybills;
        const delivered = says('track', () =>
          carrierReports(system, {
            carrier: label?.carrier ?? '',
            trackingNumber: label?.trackingNumber ?? '',
            event: 'DELIVERED',
          }),
        );
        return { id, fo, first: delivered, second: cancels(id) };
      },
      ({ first: a, second: b, order, fo }) => {
        expect(a).toMatchObject({ status: 200, body: { kept: true, applied: 1 } });
        if (ok(b)) expect(became(b)).toBe('INTERCEPT');
        else expect(b).toMatchObject({ status: 409, body: { code: 'USE_RETURN' } });
        // a caller that asked in time learns that the parcel had left
        expect(order.cancellations.map((c) => c.status)).toEqual(ok(b) ? ['REFUSED'] : []);
        expect(order).toMatchObject({ status: 'COMPLETED', refunds: [], lines: [{ fulfilled: 1, cancelled: 0 }] });
        expect(fo.status).toBe('DELIVERED');
      },
    );
  },
  hour,
);

test(
  'hold against prepare: no store keeps an offer',
  async () => {
    tell(
      await inLanes(Array.from({ length: tries }), 8, async (_, i) => {
        const id = await place(client);
        await sleep((i * 13) % 150);
        let early = 0;
        const hold = async (): Promise<Answer> => {
          const answer = await system.call(
            'operator',
            `POST /v1/orders/${id}/holds`,
            { key: 'RACE', reason: 'race' },
            { 'idempotency-key': 'race' },
          );
          early += Number(answer.status === 503);
          return answer;
        };
        const answer = await until(hold, (a) => a.status !== 503, { what: 'an order that listens' });
        expect(answer).toMatchObject({ status: 200, body: { holds: ['RACE'] } });
        const order = await orderIn(system, id, 'ON_HOLD');
        expect(order.holds).toMatchObject([{ key: 'RACE' }]);
        expect(order.fulfillmentOrders.map((f) => f.requestStatus)).toEqual(['WITHDRAWN']);
        await agree(id, [{ name: 'placeHold', answer }]);
        must(await cancel(client, id), 200);
        return early > 0 ? 'told to come again' : 'taken at once';
      }),
    );
  },
  hour,
);
