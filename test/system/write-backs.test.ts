// Write-backs to channels: complete, signed, in order, repeated until acknowledged; and a channel that does not answer
// delays no other.
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { startReceiver, type Arrival, type Receiver } from '../support/channel-receiver.ts';
import { accepted, at, carrierSays, offered, orderIn, place, see } from '../support/orders.ts';
import { testPolicy } from '../support/retailer.ts';
import { startWholeSystem, until, type WholeSystem } from '../support/whole-system.ts';

const channels = ['shop', 'moody', 'slow', 'dead', 'parked'];
const secretOf = (channel: string): string => `whsec_${createHash('sha256').update(channel).digest('base64')}`;

let system: WholeSystem;
let receiver: Receiver;
beforeAll(async () => {
  system = await startWholeSystem(Object.fromEntries(channels.map((channel) => [channel, {}])));
  receiver = await startReceiver();
  for (const channel of channels) {
    const body = {
      name: channel,
      platform: 'OWN_APP',
      currency: 'CNY',
      policy: testPolicy,
      webhookUrl: receiver.url(channel),
      webhookSecret: secretOf(channel),
    };
    expect((await system.call('operator', `PUT /v1/channels/${channel}`, body)).status).toBe(200);
  }
});
afterAll(async () => {
  for (const arrival of receiver.arrivals) isNobodys(arrival);
  await system.stop();
  await receiver.stop();
});

/** No personal data of the buyer, and no valid code. */
function isNobodys({ raw }: Arrival): void {
  expect(raw).not.toMatch(/Canary|1390000|"(buyer|address|phone|name|code|token)"/);
}

const heardOf = (orderId: string): Arrival[] => receiver.arrivals.filter((a) => a.body.data.orderId === orderId);
const heard = (orderId: string, event: string): Promise<Arrival[]> =>
  until(
    async () => Promise.resolve(heardOf(orderId)),
    (all) => all.some((a) => a.acknowledgedAt !== null && said(a) === event),
    { what: `${event} heard by the channel`, seconds: 40 },
  );
const said = ({ body }: Arrival): string =>
  body.type === 'order.status_changed' ? String(body.data['status']) : body.type;
/** The acknowledged deliveries, each once, in the order of their first acknowledgment. */
const understood = (arrivals: Arrival[]): Arrival[] =>
  arrivals.filter(
    (a, i) =>
      a.acknowledgedAt !== null && !arrivals.slice(0, i).some((b) => b.id === a.id && b.acknowledgedAt !== null),
  );
const sequences = (arrivals: Arrival[]): number[] => arrivals.map((a) => a.body.sequence);
const oneTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** The promises for every order's deliveries, whatever the behavior of its channel. */
function keepsItsPromises(arrivals: Arrival[]): void {
  expect(sequences(understood(arrivals))).toEqual(oneTo(understood(arrivals).length));
  for (const arrival of arrivals) {
    expect(new Webhook(secretOf(arrival.channel)).verify(arrival.raw, arrival.headers)).toEqual(arrival.body);
    const before = arrivals.filter((a) => a.body.sequence === arrival.body.sequence - 1 && a.acknowledgedAt !== null);
    if (arrival.body.sequence > 1)
      expect(Math.min(...before.map((a) => a.acknowledgedAt as number))).toBeLessThan(arrival.at);
    for (const repeat of arrivals.filter((a) => a.body.sequence === arrival.body.sequence))
      expect([repeat.id, repeat.raw]).toEqual([arrival.id, arrival.raw]);
  }
  expect(new Set(arrivals.map((a) => a.id)).size).toBe(new Set(sequences(arrivals)).size);
}

test('a channel hears of a delivery from the work in the store to the door, each once, signed, numbered', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  await carrierSays(system, fo, 'DELIVERED');
  await orderIn(system, id, 'COMPLETED');
  const arrivals = await heard(id, 'fulfillment_order.delivered');
  expect(arrivals.map(said)).toEqual([
    'IN_FULFILLMENT',
    'FULFILLED',
    'fulfillment_order.shipped',
    'COMPLETED',
    'fulfillment_order.delivered',
  ]);
  expect(arrivals[2]?.body.data).toMatchObject({ carrier: 'sandbox', trackingNumber: fo.waybills[0]?.trackingNumber });
  keepsItsPromises(arrivals);
});

test('a channel hears that a pickup is ready, has a code, was collected; the code itself is never sent', async () => {
  const id = await place(system, { method: 'STORE_PICKUP', pickupLocationId: 'near' });
  const fo = await accepted(system, id);
  await at(system, fo, 'ready');
  const code = (await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`))
    .body as unknown as { code: string; token: string };
  await system.call('location:near', 'POST /v1/locations/near/redeem', { token: code.token });
  const arrivals = await heard(id, 'fulfillment_order.collected');
  expect(arrivals.map(said)).toEqual(
    expect.arrayContaining([
      'fulfillment_order.code_issued',
      'fulfillment_order.ready_for_pickup',
      'fulfillment_order.collected',
      'COMPLETED',
    ]),
  );
  for (const { raw } of arrivals) expect(raw.includes(code.token) || raw.includes(`"${code.code}"`)).toBe(false);
  keepsItsPromises(arrivals);
});

test('a channel hears that an order was cancelled and on hold', async () => {
  const id = await place(system);
  await offered(system, id);
  await system.call('operator', `POST /v1/orders/${id}/holds`, { key: 'FRAUD', reason: 'looks odd' });
  await heard(id, 'ON_HOLD');
  await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'no longer wanted' });
  await system.call('operator', `POST /v1/orders/${id}/holds/FRAUD/release`);
  await orderIn(system, id, 'CANCELLED');
  keepsItsPromises(await heard(id, 'CANCELLED'));
});

test('every id in what a channel hears is one that it may ask the api about', async () => {
  const asked = new Set(
    receiver.arrivals.flatMap(({ channel, body: { data } }) => [
      `${channel} /v1/orders/${data.orderId}`,
      ...(data.fulfillmentOrderId === undefined
        ? []
        : [`${channel} /v1/fulfillment-orders/${data.fulfillmentOrderId}`]),
    ]),
  );
  expect([...asked].some((a) => a.includes('fulfillment-orders'))).toBe(true);
  for (const one of asked) {
    const [channel = '', path = ''] = one.split(' ');
    expect([one, (await system.call(`channel:${channel}`, `GET ${path}`)).status]).toEqual([one, 200]);
  }
});

test('a failing, slow channel that loses answers hears all in order; what it hears again has the same id', async () => {
  receiver.behave('moody', [
    500,
    503,
    { status: 200, afterMs: 300 },
    'lose-the-answer',
    404,
    200,
    { status: 500, afterMs: 200 },
  ]);
  const id = await place(system, {}, 'moody');
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  await carrierSays(system, fo, 'DELIVERED');
  const arrivals = await heard(id, 'fulfillment_order.delivered');
  keepsItsPromises(arrivals);
  expect(understood(arrivals).map(said)).toEqual([
    'IN_FULFILLMENT',
    'FULFILLED',
    'fulfillment_order.shipped',
    'COMPLETED',
    'fulfillment_order.delivered',
  ]);
  expect(sequences(arrivals)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 4, 5]);
});

test('a channel whose every answer takes a second hears all the same, and the next is not sent before', async () => {
  receiver.behave('slow', [], { status: 204, afterMs: 1000 });
  const id = await place(system, {}, 'slow');
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  const arrivals = await heard(id, 'fulfillment_order.shipped');
  expect(arrivals).toHaveLength(3);
  keepsItsPromises(arrivals);
});

test('a channel that never answers delays no new order and silences no other channel', async () => {
  receiver.behave('dead', [], 'never');
  const deaf = await Promise.all(
    Array.from({ length: 40 }, () => place(system, { lines: [['WAREHOUSED', 1]] }, 'dead')),
  );
  await until(
    async () => Promise.resolve(receiver.arrivals.filter((a) => a.channel === 'dead')),
    (all) => all.length >= 10,
    { what: 'deliveries that nobody answers' },
  );
  const untold = (): string[] => deaf.filter((id) => heardOf(id).length === 0);
  const ids = await Promise.all(['dead', 'shop'].map((channel) => place(system, {}, channel)));
  for (const id of ids) await offered(system, id);
  const [, ours = ''] = ids;
  await system.call('channel:shop', `POST /v1/orders/${ours}/cancel`, { reason: 'no' });
  await heard(ours, 'CANCELLED');
  expect(untold()).not.toEqual([]); // no delivery waited behind those for the dead channel
  receiver.behave('dead', []);
  for (const id of deaf) await system.call('operator', `POST /v1/webhook-deliveries/${id}/redeliver`);
  for (const id of deaf) keepsItsPromises(await heard(id, 'IN_FULFILLMENT'));
});

const parked = async (): Promise<
  { id: string; sentSeq: number; lastSeq: number; lastError: string; parkedAt: string }[]
> => (await system.call('operator', 'GET /v1/webhook-deliveries?parked=true')).body['items'] as never;

test('deliveries failing often are parked and listed; an operator sends them on from where they stopped', async () => {
  receiver.behave('parked', [200], 500);
  const id = await place(system, {}, 'parked');
  const fo = await accepted(system, id);
  await heard(id, 'IN_FULFILLMENT');
  const booked = () =>
    system.deps.orm.em
      .fork()
      .execute<unknown[]>(
        'select 1 from write_back_stream where order_id = ? and sent_seq = 1 and leased_until is null',
        [id],
      );
  // it forgets earlier failures: only then may they be invented
  await until(booked, (rows) => rows.length === 1, { what: 'the acknowledgement booked' });
  await system.deps.orm.em.fork().execute('update write_back_stream set attempts = 39 where order_id = ?', [id]);
  await at(system, fo, 'ship');
  const [listed] = await until(parked, (items) => items.some((i) => i.id === id), { what: 'parked deliveries' });
  expect(listed).toMatchObject({
    id,
    sentSeq: 1,
    lastSeq: 3,
    lastError: 'the channel answered 500',
    parkedAt: expect.any(String),
  });
  const silent = heardOf(id).length;
  receiver.behave('parked', []);
  const other = await place(system, {}, 'parked');
  await accepted(system, other);
  await heard(other, 'IN_FULFILLMENT');
  await carrierSays(system, fo, 'DELIVERED');
  await orderIn(system, id, 'COMPLETED');
  expect(heardOf(id)).toHaveLength(silent);
  expect(await system.call('channel:parked', `POST /v1/webhook-deliveries/${id}/redeliver`)).toMatchObject({
    status: 403,
  });
  expect(await system.call('operator', `POST /v1/webhook-deliveries/${id}/redeliver`)).toMatchObject({ status: 200 });
  const arrivals = await heard(id, 'fulfillment_order.delivered');
  keepsItsPromises(arrivals);
  expect(sequences(understood(arrivals))).toEqual([1, 2, 3, 4, 5]);
  expect((await parked()).map((p) => p.id)).not.toContain(id);
  expect((await see(system, id)).status).toBe('COMPLETED');
});

test('what cannot be redelivered is not there', async () => {
  expect(
    await system.call('operator', 'POST /v1/webhook-deliveries/019a0000-0000-7000-8000-000000000000/redeliver'),
  ).toMatchObject({ status: 404 });
  expect(await system.call('operator', 'POST /v1/webhook-deliveries/nonsense/redeliver')).toMatchObject({
    status: 404,
  });
});

test('after a restore the same number is another event: its id says so', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  const before = await heard(id, 'IN_FULFILLMENT');
  expect(before.map((a) => a.id)).toEqual([`${id}-1`]);
  const epoch = (n: number) => system.deps.orm.em.fork().execute('update installation set epoch = ?', [n]);
  await epoch(1);
  await at(system, fo, 'ship');
  const after = (await heard(id, 'fulfillment_order.shipped')).slice(before.length);
  await epoch(0);
  expect(after.map((a) => a.id)).toEqual(after.map((a) => `${id}-${a.body.sequence}-1`));
});
