// Two things at the same instant: one wins, the loser is told what became of it, and client, database and history agree. RACES=200 npm test -- test/system/races for the long run.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, at, carrierSays, insist, must, offered, orderThat, place, see, type FulfillmentSeen, type OrderSeen } from '../support/orders.ts';
import { startWholeSystem, type Answer, type WholeSystem } from '../support/whole-system.ts';

const tries = Number(process.env['RACES'] ?? 6);
let system: WholeSystem;
beforeAll(async () => { system = await startWholeSystem({ quick: { offerSeconds: 1, minOfferSeconds: 1, maxOffers: 20, exclusionSeconds: 1 }, brief: { pickupStorageSeconds: 1 } }); });
afterAll(async () => { await system.stop(); });

type Outcome = { first: Answer; second: Answer; order: OrderSeen };
/** Runs both, in either order or at once, many times; `judge` sees each outcome when the order has come to rest. */
async function race(prepare: () => Promise<{ id: string; first: () => Promise<Answer>; second: () => Promise<Answer> }>, judge: (outcome: Outcome) => void): Promise<void> {
  for (let i = 0; i < tries; i++) {
    const { id, first, second } = await prepare();
    const both = i % 3 === 0 ? Promise.all([first(), second()]) : i % 3 === 1 ? first().then(async (a) => [a, await second()] as const) : second().then(async (b) => [await first(), b] as const);
    const [a, b] = await both;
    judge({ first: a, second: b, order: await see(system, id) });
  }
}
const ok = (a: Answer): boolean => a.status < 300;
const cancel = (id: string) => () => system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'race' });
const became = (a: Answer): string | undefined => (a.body['outcomes'] as { became: string }[] | undefined)?.[0]?.became;
const first = (order: OrderSeen): FulfillmentSeen => order.fulfillmentOrders[0] as FulfillmentSeen;

test('accept against cancel', async () => {
  await race(async () => {
    const id = await place(system);
    const fo = await offered(system, id);
    return { id, first: () => at(system, fo, 'accept'), second: cancel(id) };
  }, ({ first: a, second: b, order }) => {
    expect(b.status).toBe(200);
    expect(became(b)).toBe(ok(a) ? 'INTERCEPT' : 'CANCELLED');
    if (!ok(a)) expect(a).toMatchObject({ status: 409, body: { code: 'OFFER_CLOSED' } });
    expect(first(order).requestStatus).toBe(ok(a) ? 'ACCEPTED' : 'WITHDRAWN');
  });
});

test('accept against accept on two devices', async () => {
  await race(async () => {
    const id = await place(system);
    const fo = await offered(system, id);
    const by = (device: string) => () => system.call('location:near', `POST /v1/offers/${fo.offer.id}/accept`, {}, { 'idempotency-key': device });
    return { id, first: by('till'), second: by('phone') };
  }, ({ first: a, second: b }) => { expect([ok(a), ok(b)].filter(Boolean)).toHaveLength(1); });
});

test('accept and reject against the deadline', async () => {
  await Promise.all(Array.from({ length: tries * 2 }, async (_, i) => {
    const id = await place(system, {}, 'quick');
    const fo = await offered(system, id);
    await sleep(880 + ((i * 37) % 260));
    const answer = await insist(() => (i % 2 ? at(system, fo, 'accept') : at(system, fo, 'reject', { reason: 'TOO_BUSY' })));
    const order = await orderThat(system, id, (o) => first(o).requestStatus !== 'OFFERED', 'an answer or the deadline');
    const won = i % 2 ? 'ACCEPTED' : 'REJECTED';
    expect(first(order).requestStatus).toBe(ok(answer) ? won : 'EXPIRED');
    if (!ok(answer)) expect(answer).toMatchObject({ status: 409, body: { code: 'OFFER_CLOSED' } });
    await cancel(id)();
  }));
});

test('ship against cancel', async () => {
  await race(async () => {
    const id = await place(system);
    const fo = await accepted(system, id);
    return { id, first: () => at(system, fo, 'ship'), second: cancel(id) };
  }, ({ first: a, second: b, order }) => {
    if (ok(a)) expect(b).toMatchObject({ status: 409, body: { code: 'USE_RETURN' } });
    else expect(a).toMatchObject({ status: 409, body: { code: 'CANCELLATION_PENDING' } });
    expect(ok(b)).toBe(!ok(a));
    expect(first(order).status).toBe(ok(a) ? 'SHIPPED' : 'IN_PROGRESS');
  });
});

async function readyWithCode(channel: string): Promise<{ id: string; fo: FulfillmentSeen; token: unknown; code: unknown; number: unknown }> {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' }, channel);
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ready'), 200);
  const { body } = await system.call(`channel:${channel}`, `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  return { id, fo, token: body['token'], code: body['code'], number: (await system.call('operator', `GET /v1/orders/${id}`)).body['channelOrderNumber'] };
}
const redeem = (body: object) => system.call('location:near', 'POST /v1/locations/near/redeem', body);

test('redeem against redeem: the goods leave once', async () => {
  await race(async () => {
    const { id, token, code, number } = await readyWithCode('shop');
    return { id, first: () => redeem({ token }), second: () => redeem({ orderNumber: number, code }) };
  }, ({ first: a, second: b, order }) => {
    expect([ok(a), ok(b)].filter(Boolean)).toHaveLength(1);
    expect(order.lines).toMatchObject([{ fulfilled: 1 }]);
  });
});

test('redeem against the end of the storage time', async () => {
  await Promise.all(Array.from({ length: tries }, async (_, i) => {
    const { id, token } = await readyWithCode('brief');
    await sleep(820 + ((i * 53) % 240));
    const answer = await insist(() => redeem({ token }));
    const order = await orderThat(system, id, (o) => ['COMPLETED', 'CANCELLED'].includes(o.status), 'an end');
    expect(order.status).toBe(ok(answer) ? 'COMPLETED' : 'CANCELLED');
    expect(order.refunds).toHaveLength(ok(answer) ? 0 : 1);
  }));
});

test('reassign against accept', async () => {
  await race(async () => {
    const id = await place(system);
    const fo = await offered(system, id);
    return { id, first: () => at(system, fo, 'accept'), second: () => system.call('operator', `POST /v1/offers/${fo.offer.id}/reassign`, { locationId: 'far' }) };
  }, ({ first: a, second: b, order }) => {
    expect([ok(a), ok(b)].filter(Boolean)).toHaveLength(1);
    expect(first(order).requestStatus).toBe(ok(a) ? 'ACCEPTED' : 'WITHDRAWN');
  });
});

test('delivered against cancel', async () => {
  await race(async () => {
    const id = await place(system);
    const fo = await accepted(system, id);
    return { id, first: () => carrierSays(system, fo, 'DELIVERED').then(() => ({ status: 200, body: {} })), second: cancel(id) };
  }, ({ second: b }) => { expect([200, 409]).toContain(b.status); });
});

test('hold against prepare', async () => {
  for (let i = 0; i < tries; i++) {
    const id = await place(system);
    const hold = (): Promise<Answer> => system.call('operator', `POST /v1/orders/${id}/holds`, { key: 'RACE', reason: 'race' });
    let answer = await hold();
    for (let n = 0; n < 200 && answer.status === 503; n++) answer = await hold();
    expect(answer.status).toBe(200);
    expect(await see(system, id)).toMatchObject({ status: 'ON_HOLD', holds: [{ key: 'RACE' }] });
    await cancel(id)();
  }
});
