// Every activity is safe to run twice: the second run changes nothing and returns the same answer. So is a run whose
// answer was lost.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { carrierSecrets } from '../../auth/carrier-secret.ts';
import { createActivities, type Activities } from '../../activities/index.ts';
import { carrierPort } from '../../activities/ports/carrier.ts';
import { paymentPort } from '../../activities/ports/payment.ts';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import { readOrder } from '../../db/order/read-order.ts';
import { partTables } from '../../db/order/tables.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { pickupKeys, type CodeMaker } from '../../auth/pickup-code.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { publicId } from '../../domain/order/ids.ts';
import type { Message, MessageName, Messages } from '../../domain/order/messages.ts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { orderBody, type Wanted } from '../support/orders.ts';
import { testRetailer, testPepper } from '../support/retailer.ts';
import { freshDatabase } from '../support/whole-system.ts';
import type { Destination } from '../../domain/values/place.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
let sandbox: Sandbox;
let keys: CodeMaker;
let activities: Activities;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  sandbox = await createSandbox({
    apiUrl: 'http://127.0.0.1:9',
    carrierSecrets: carrierSecrets(`whsec_${Buffer.from('x').toString('base64')}`),
  });
  await seedRetailer(orm, testRetailer());
  keys = pickupKeys(testPepper, 'k1');
  activities = createActivities({
    orm,
    pickupKeys: keys,
    carrier: carrierPort(sandbox.url),
    payment: paymentPort(sandbox.url),
  });
});
afterAll(async () => {
  await sandbox.close();
  await orm.close();
});

const tables = [
  'orders',
  'order_line',
  'payment',
  'order_hold',
  'attention',
  'fulfillment_order',
  'fulfillment_line',
  'offer',
  'cancellation',
  'pickup_code',
  'waybill',
  'refund',
  'exclusion',
  'timeline',
  'routing_decision',
  'order_message',
  'write_back',
  'write_back_stream',
  'stock',
  'stock_ledger',
  'quota_taken',
  'location',
];
const everything = async (): Promise<string> =>
  JSON.stringify(
    await orm.em
      .fork()
      .execute(
        `select ${tables
          .map((t) => `(select md5(coalesce(string_agg(x::text, '|' order by x::text), '')) from ${t} x) as ${t}`)
          .join(', ')}`,
      ),
  );

async function newOrder(wanted: Wanted = {}): Promise<string> {
  const [answer] = await acceptOrders(orm.em.fork(), [
    { channelId: 'shop', order: canonical(PlaceOrder.parse(orderBody(wanted))) },
  ]);
  return answer?.kind === 'ACCEPTED' ? answer.orderId : '';
}

/** Sends a message twice under one id and checks that the second time nothing happens. */
async function twice<N extends MessageName>(orderId: string, name: N, body: Messages[N]): Promise<unknown> {
  const message = { id: randomUUID(), by: 'test', name, body } as unknown as Message;
  const first = await activities.recordMessage(orderId, message);
  const after = await everything();
  // Only the handling that made the change carries its instant.
  expect(await activities.recordMessage(orderId, message)).toEqual({ ...first, at: undefined });
  expect(await everything()).toBe(after);
  return first.answer;
}

async function effectTwice(
  name: 'createWaybill' | 'voidWaybill' | 'payRefund' | 'voidPayment',
  ref: { orderId: string; id: string; version: number },
): Promise<void> {
  const first = await activities[name](ref);
  const after = await everything();
  expect(await activities[name](ref)).toEqual(first);
  expect(await everything()).toBe(after);
}
const done = async (id: string) =>
  (await (await fetch(`${sandbox.url}/state/orders/${id}`)).json()) as {
    waybills?: unknown[];
    voids?: unknown[];
    refunds?: unknown[];
  };

test('home delivery: prepare, accept, label, ship, deliver', async () => {
  const orderId = await newOrder();
  await twice(orderId, 'prepare', {});
  await twice(orderId, 'accept', { offerId: 'o1', refused: [] });
  await effectTwice('createWaybill', { orderId, id: 'w1', version: 0 });
  expect((await done(orderId)).waybills).toHaveLength(1);
  await twice(orderId, 'ship', { fulfillmentOrderId: 'f1', carrier: null, trackingNumber: null });
  await twice(orderId, 'track', { waybillId: 'w1', event: 'DELIVERED', at: Date.now() });
  expect((await readOrder(orm.em.fork(), orderId))?.order.status).toBe('COMPLETED');
});

test('pickup: ready, a wrong try counts once, redeem', async () => {
  const orderId = await newOrder({ method: 'STORE_PICKUP', pickupLocationId: 'near' });
  await twice(orderId, 'prepare', {});
  await twice(orderId, 'accept', { offerId: 'o1', refused: [] });
  await twice(orderId, 'markReady', { fulfillmentOrderId: 'f1' });
  const id = publicId(orderId, 'f1');
  expect(await twice(orderId, 'redeem', { fulfillmentOrderId: 'f1', proof: keys.proofOf(id, 'no') })).toEqual({
    redeemed: false,
  });
  expect((await readOrder(orm.em.fork(), orderId))?.order.pickupCodes[0]?.tries).toBe(1);
  expect(
    await twice(orderId, 'redeem', { fulfillmentOrderId: 'f1', proof: keys.proofOf(id, keys.derive(id, 1).digits) }),
  ).toEqual({ redeemed: true });
});

test('cancel, intercept, void and refund', async () => {
  const orderId = await newOrder({ lines: [['SHIRT', 2]] });
  await twice(orderId, 'prepare', {});
  await twice(orderId, 'cancel', { kind: 'REQUEST', lines: [{ lineId: 'L1', quantity: 1 }], reason: 'x' });
  await effectTwice('payRefund', { orderId, id: 'r1', version: 0 });
  await twice(orderId, 'accept', { offerId: 'o1', refused: [] });
  await effectTwice('createWaybill', { orderId, id: 'w1', version: 0 });
  await twice(orderId, 'cancel', { kind: 'REQUEST', lines: null, reason: 'x' });
  await twice(orderId, 'agreeIntercept', { cancellationId: 'c1' });
  await effectTwice('voidWaybill', { orderId, id: 'w1', version: 0 });
  await effectTwice('payRefund', { orderId, id: 'r2', version: 0 });
  expect((await done(orderId)).refunds).toHaveLength(2);
  expect((await readOrder(orm.em.fork(), orderId))?.order.status).toBe('CANCELLED');
});

test('reject, give up, hold, release, route, resolve and an authorization given up', async () => {
  const orderId = await newOrder({
    payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 10_800, status: 'AUTHORIZED', reference: 'auth-1' }],
  });
  await twice(orderId, 'prepare', {});
  await twice(orderId, 'reject', { offerId: 'o1', reason: 'OUT_OF_STOCK', note: null });
  await twice(orderId, 'placeHold', { key: 'K', reason: 'x', dueAt: null, dueAction: null });
  await twice(orderId, 'release', { key: 'K', note: null });
  await twice(orderId, 'accept', { offerId: 'o3', refused: [] });
  await twice(orderId, 'giveUp', { fulfillmentOrderId: 'f3', reason: 'DAMAGED', lines: null });
  await effectTwice('createWaybill', { orderId, id: 'w1', version: 0 });
  await effectTwice('voidWaybill', { orderId, id: 'w1', version: 0 });
  await twice(orderId, 'cancel', { kind: 'NOTICE', lines: null, reason: 'x' });
  await effectTwice('voidPayment', { orderId, id: 'p1', version: 0 });
  expect((await readOrder(orm.em.fork(), orderId))?.order).toMatchObject({
    status: 'CANCELLED',
    payments: [{ status: 'VOIDED' }],
    refunds: [],
  });
});

test('a label whose answer was lost is the same when asked for again, though goods and address changed', async () => {
  const orderId = await newOrder({ lines: [['SHIRT', 2]] });
  await twice(orderId, 'prepare', {});
  await twice(orderId, 'accept', { offerId: 'o1', refused: [] });
  const destination = (await readOrder(orm.em.fork(), orderId))?.order.destination as Destination;
  await fetch(`${sandbox.url}/behaviors/${orderId}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ carrier: [{ mode: 'lost-answer' }] }),
  });
  await expect(activities.createWaybill({ orderId, id: 'w1', version: 0 })).rejects.toThrow('no answer');
  await twice(orderId, 'giveUp', {
    fulfillmentOrderId: 'f1',
    reason: 'DAMAGED',
    lines: [{ lineId: 'L1', quantity: 1 }],
  });
  await twice(orderId, 'setWaybill', { fulfillmentOrderId: 'f1', carrier: null, trackingNumber: 'by-hand' });
  await twice(orderId, 'voidWaybill', { fulfillmentOrderId: 'f1' });
  await effectTwice('voidWaybill', { orderId, id: 'w2', version: 0 });
  await twice(orderId, 'amendOrder', {
    destination: { ...destination, province: 'elsewhere' },
    addressComplete: null,
    shipByAt: null,
  });
  await effectTwice('createWaybill', { orderId, id: 'w1', version: 0 });
  expect((await readOrder(orm.em.fork(), orderId))?.order.waybills).toMatchObject([
    {
      id: 'w1',
      status: 'VOIDING',
      contents: [{ sku: 'SHIRT', quantity: 2 }],
      destination: { province: destination.province },
    },
    { id: 'w2', status: 'VOIDED' },
  ]);
  expect((await done(orderId)).waybills).toMatchObject([
    { trackingNumber: (await readOrder(orm.em.fork(), orderId))?.order.waybills[0]?.trackingNumber },
  ]);
});

test('two transactions of one order at the same instant: one after the other, nothing lost', async () => {
  const orderId = await newOrder();
  await twice(orderId, 'prepare', {});
  const say = (by: string) =>
    activities.recordMessage(orderId, { id: by, by, name: 'accept', body: { offerId: 'o1', refused: [] } });
  const answers = await Promise.all([say('till'), say('phone')]);
  expect(answers.map((a) => a.refusal?.code ?? 'ACCEPTED').toSorted()).toEqual(['ACCEPTED', 'OFFER_CLOSED']);
});

test('the same message taken by two workers at the same instant is taken once, with one answer', async () => {
  for (let i = 0; i < 10; i++) {
    const orderId = await newOrder();
    const prepare = () => activities.prepareOrder(orderId, { id: 'prepare', by: 'baton', name: 'prepare', body: {} });
    const [a, b] = await Promise.all([prepare(), prepare()]);
    expect(a.answer).toEqual(b.answer);
    const reject = () =>
      activities.recordMessage(orderId, {
        id: 'no',
        by: 'till',
        name: 'reject',
        body: { offerId: 'o1', reason: 'OUT_OF_STOCK', note: null },
      });
    const [c, d] = await Promise.all([reject(), reject()]);
    expect([c.refusal, d.refusal, c.answer]).toEqual([undefined, undefined, d.answer]);
    expect((await readOrder(orm.em.fork(), orderId))?.order.offers).toHaveLength(2);
  }
});

test('an order is loaded with every list it has', async () => {
  const loaded = await readOrder(orm.em.fork(), await newOrder());
  for (const list of Object.keys(partTables))
    expect(Array.isArray(loaded?.order[list as keyof typeof partTables])).toBe(true);
  expect(await readOrder(orm.em.fork(), randomUUID())).toBeNull();
});

test('one shirt left and twenty orders at once: exactly one gets it', async () => {
  await orm.em.fork().execute("update stock set on_hand = 1 where sku = 'ONLY_FAR'");
  const ids = await Promise.all(Array.from({ length: 20 }, () => newOrder({ lines: [['ONLY_FAR', 1]] })));
  const prepare = (id: string): Promise<unknown> =>
    activities.prepareOrder(id, { id: 'prepare', by: 'baton', name: 'prepare', body: {} }).catch(() => prepare(id));
  await Promise.all(ids.map(prepare));
  const orders = await Promise.all(ids.map(async (id) => (await readOrder(orm.em.fork(), id))?.order.status));
  expect(orders.filter((s) => s === 'AWAITING_ACCEPTANCE')).toHaveLength(1);
  expect(orders.filter((s) => s === 'NEEDS_ATTENTION')).toHaveLength(19);
  expect(await orm.em.fork().execute("select on_hand, reserved from stock where sku = 'ONLY_FAR'")).toEqual([
    { on_hand: 1, reserved: 1 },
  ]);
});

test('a rule that breaks is a bug and is not tried again; a database that is away is', async () => {
  const orderId = await newOrder();
  await expect(
    activities.recordMessage(orderId, {
      id: 'x',
      by: 'x',
      name: 'deadlinePassed',
      body: { kind: 'OFFER', subjectId: 'o99' },
    }),
  ).rejects.toMatchObject({ type: 'BUG', nonRetryable: true });
  const away = createActivities({
    orm: await openOrm('postgresql://postgres@127.0.0.1:9/x'),
    pickupKeys: keys,
    carrier: carrierPort('http://127.0.0.1:9'),
    payment: paymentPort('http://127.0.0.1:9'),
  });
  await expect(away.recordMessage(orderId, { id: 'x', by: 'x', name: 'prepare', body: {} })).rejects.not.toHaveProperty(
    'nonRetryable',
    true,
  );
});
