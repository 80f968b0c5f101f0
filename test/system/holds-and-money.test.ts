import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  accepted,
  at,
  carrierSays,
  must,
  offered,
  orderIn,
  orderThat,
  place,
  providers,
  see,
} from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({
    strict: { onFinding: 'REFUSE' },
    impatient: { audit: [{ rule: 'PAYMENT_PENDING', dueSeconds: 1, dueAction: 'CANCEL' }] },
    own: { refundBy: 'CHANNEL' },
    watched: { refundPendingSeconds: 1 },
  });
});
afterAll(async () => {
  await system.stop();
});

test('what a marketplace has sold wrongly is accepted and held; released, it goes on', async () => {
  const id = await place(system, {
    payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 1, status: 'CAPTURED' }],
  });
  const held = await orderIn(system, id, 'ON_HOLD');
  expect(held.holds).toMatchObject([{ key: 'TOTALS_MISMATCH' }]);
  expect(await system.call('operator', `POST /v1/orders/${id}/holds/NO_SUCH_KEY/release`)).toMatchObject({
    status: 200,
    body: { holds: ['TOTALS_MISMATCH'] },
  });
  expect(
    await system.call('operator', `POST /v1/orders/${id}/holds/TOTALS_MISMATCH/release`, { note: 'checked' }),
  ).toMatchObject({ status: 200, body: { holds: [] } });
  await offered(system, id);
});

test('a channel of our own may refuse what is wrong, and nothing is written', async () => {
  const answer = await system.call('channel:strict', 'POST /v1/orders', {
    ...(await import('../support/orders.ts')).orderBody({ lines: [['NO_SUCH', 1]] }),
    channelOrderNumber: 'S1',
  });
  expect(answer).toMatchObject({ status: 422, body: { code: 'ORDER_REFUSED' } });
  expect((await system.call('channel:strict', 'GET /v1/orders?channelOrderNumber=S1')).body['items']).toEqual([]);
});

test('a payment that does not come cancels the order when its time is over; nothing is paid out', async () => {
  const id = await place(
    system,
    { payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 10_800, status: 'PENDING' }] },
    'impatient',
  );
  expect(await orderIn(system, id, 'CANCELLED')).toMatchObject({ refunds: [], lines: [{ cancelled: 1 }] });
});

test('a payment that comes releases the order', async () => {
  const id = await place(system, {
    payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 10_800, status: 'PENDING' }],
  });
  await orderIn(system, id, 'ON_HOLD');
  expect(
    (
      await system.call('channel:shop', `POST /v1/orders/${id}/payments`, {
        paymentId: 'p1',
        status: 'CAPTURED',
        reference: 'r',
      })
    ).status,
  ).toBe(200);
  await offered(system, id);
});

test('a hold placed later withdraws the live offer; released, the same store is asked first', async () => {
  const id = await place(system);
  const first = await offered(system, id);
  expect(
    await system.call('operator', `POST /v1/orders/${id}/holds`, { key: 'FRAUD', reason: 'looks odd' }),
  ).toMatchObject({ status: 200, body: { holds: ['FRAUD'] } });
  expect(await see(system, id)).toMatchObject({
    status: 'ON_HOLD',
    fulfillmentOrders: [{ status: 'OPEN', requestStatus: 'WITHDRAWN' }],
  });
  expect(await at(system, first, 'accept')).toMatchObject({ status: 409, body: { code: 'OFFER_CLOSED' } });
  await system.call('operator', `POST /v1/orders/${id}/holds/FRAUD/release`);
  const again = await offered(system, id);
  expect(again.locationId).toBe('near');
  expect(again.offer.id).not.toBe(first.offer.id);
});

test('an accepted order on hold cannot be shipped', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  await system.call('operator', `POST /v1/orders/${id}/holds`, { key: 'FRAUD', reason: 'looks odd' });
  expect(await at(system, fo, 'ship')).toMatchObject({ status: 409, body: { code: 'ORDER_ON_HOLD' } });
  await system.call('operator', `POST /v1/orders/${id}/holds/FRAUD/release`);
  expect((await at(system, fo, 'ship')).status).toBe(200);
});

test('some units cancelled before accept are refunded by the residue rule, per payment; the rest goes on', async () => {
  const id = await place(system, {
    lines: [['SHIRT', 3]],
    payments: [
      { paymentId: 'card', tender: 'CARD', amountMinor: 20_801, status: 'CAPTURED' },
      { paymentId: 'points', tender: 'POINTS', fundSource: 'POINTS', amountMinor: 9_999, status: 'CAPTURED' },
    ],
  });
  await offered(system, id);
  expect(
    await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, {
      lines: [{ lineId: 'L1', quantity: 1 }],
      reason: 'one is enough',
    }),
  ).toMatchObject({ body: { outcomes: [{ lineId: 'L1', quantity: 1, became: 'CANCELLED' }] } });
  const order = await orderThat(
    system,
    id,
    (o) => o.refunds.length === 2 && o.refunds.every((r) => r.status === 'SUCCEEDED'),
    'two refunds',
  );
  const [a, b] = order.refunds.map((r) => r.amountMinor);
  expect(Math.abs((a ?? 0) + (b ?? 0) - 10_000)).toBeLessThanOrEqual(2);
  expect(order).toMatchObject({ status: 'AWAITING_ACCEPTANCE', lines: [{ cancelled: 1 }] });
  await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'none at all' });
  const done = await orderIn(system, id, 'CANCELLED');
  expect(done.refunds.reduce((sum, r) => sum + r.amountMinor, 0)).toBe(30_800);
});

test('an intercept that is refused is itself the hand-over, with the tracking number', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'too late?' });
  expect(await at(system, fo, 'ship')).toMatchObject({ status: 409, body: { code: 'CANCELLATION_PENDING' } });
  const { cancellations } = await see(system, id);
  expect((await system.call('location:near', `POST /v1/cancellations/${cancellations[0]?.id}/refuse`, {})).status).toBe(
    200,
  );
  expect(await see(system, id)).toMatchObject({
    status: 'FULFILLED',
    cancellations: [{ status: 'REFUSED' }],
    fulfillmentOrders: [{ status: 'SHIPPED' }],
    refunds: [],
  });
  expect(await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'again' })).toMatchObject({
    status: 409,
    body: { code: 'USE_RETURN' },
  });
  expect(
    await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, {
      kind: 'NOTICE',
      reason: 'already cancelled at the channel',
    }),
  ).toMatchObject({ status: 200, body: { outcomes: [{ became: 'USE_RETURN' }] } });
  expect((await see(system, id)).attention).toMatchObject([{ reason: 'CANCELLED_AFTER_SHIP' }]);
});

test('a cancellation by the channel of a closed order opens it again for a person, and only that does', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  expect((await at(system, fo, 'ship')).status).toBe(200);
  await carrierSays(system, fo, 'DELIVERED');
  const over = await orderIn(system, id, 'COMPLETED');
  const cancel = (body: object) =>
    system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'fraud', ...body });
  expect(await cancel({})).toMatchObject({ status: 409, body: { code: 'USE_RETURN' } });
  expect(await cancel({ kind: 'NOTICE', lines: [{ lineId: 'L9', quantity: 1 }] })).toMatchObject({
    status: 422,
    body: { code: 'UNKNOWN_LINE' },
  });
  expect(await see(system, id)).toEqual(over);
  const notices = await Promise.all([cancel({ kind: 'NOTICE' }), cancel({ kind: 'NOTICE' })]);
  for (const notice of notices)
    expect(notice).toMatchObject({
      status: 200,
      body: { outcomes: [{ lineId: 'L1', quantity: 1, became: 'USE_RETURN' }] },
    });
  const open = await see(system, id);
  expect(open).toMatchObject({
    status: 'NEEDS_ATTENTION',
    closedAt: null,
    refunds: [],
    attention: [{ reason: 'CANCELLED_AFTER_SHIP' }],
  });
  expect(
    (await system.call('operator', `POST /v1/attention/${open.attention[0]?.id}/resolve`, { action: 'DONE' })).status,
  ).toBe(200);
  const again = await orderIn(system, id, 'COMPLETED');
  expect(again.closedAt).not.toBeNull();
  expect(await cancel({ kind: 'NOTICE' })).toMatchObject({ status: 200, body: notices[0]?.body });
  expect(await see(system, id)).toEqual(again);
});

test('a notice of what is cancelled already is answered so, and changes nothing', async () => {
  const id = await place(system);
  await offered(system, id);
  expect((await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'no' })).status).toBe(200);
  const { closedAt } = await orderThat(system, id, (o) => o.status === 'CANCELLED' && o.closedAt !== null, 'an end');
  expect(
    await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { kind: 'NOTICE', reason: 'no' }),
  ).toMatchObject({ status: 200, body: { outcomes: [{ became: 'ALREADY_CANCELLED' }] } });
  expect(await see(system, id)).toMatchObject({ status: 'CANCELLED', closedAt, attention: [] });
});

test('a provider that loses its answers, fails and is slow still pays exactly once', async () => {
  const id = await place(system);
  await providers(system, id, {
    payment: [
      { mode: 'lost-answer', times: 1 },
      { mode: 'error', times: 1 },
    ],
  });
  await offered(system, id);
  await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'no' });
  await orderIn(system, id, 'CANCELLED');
  const state = (await (await fetch(`${system.sandbox.url}/state/orders/${id}`)).json()) as { refunds: unknown[] };
  expect(state.refunds).toHaveLength(1);
});

test('a refused refund asks finance, who retries or settles it outside', async () => {
  const id = await place(system);
  await providers(system, id, { payment: [{ mode: 'refuse', times: 2 }] });
  await offered(system, id);
  await system.call('channel:shop', `POST /v1/orders/${id}/cancel`, { reason: 'no' });
  const order = await orderIn(system, id, 'NEEDS_ATTENTION');
  expect(order).toMatchObject({ attention: [{ reason: 'REFUND_REFUSED' }], refunds: [{ status: 'FAILED' }] });
  expect((await system.call('operator', `POST /v1/refunds/${order.refunds[0]?.id}/retry`)).status).toBe(200);
  await orderThat(
    system,
    id,
    (o) => o.refunds[0]?.status === 'FAILED' && o.attention.length === 1,
    'the second refusal',
  );
  expect(
    (await system.call('operator', `POST /v1/refunds/${order.refunds[0]?.id}/settle-outside`, { reference: 'bank-77' }))
      .status,
  ).toBe(200);
  expect(await orderIn(system, id, 'CANCELLED')).toMatchObject({
    refunds: [{ status: 'SETTLED_OUTSIDE', reference: 'bank-77' }],
  });
});

test("a provider that is away for long is tried without end, and finance is told after the policy's time", async () => {
  const id = await place(system, {}, 'watched');
  await providers(system, id, { payment: [{ mode: 'error', times: 3 }] });
  await offered(system, id);
  await system.call('channel:watched', `POST /v1/orders/${id}/cancel`, { reason: 'no' });
  expect((await orderIn(system, id, 'NEEDS_ATTENTION')).attention).toMatchObject([{ reason: 'REFUND_PENDING' }]);
  expect(await orderIn(system, id, 'CANCELLED')).toMatchObject({
    attention: [],
    refunds: [{ status: 'SUCCEEDED', amountMinor: 10_800 }],
  });
});

test('a channel that refunds itself has it recorded only', async () => {
  const id = await place(system, {}, 'own');
  await offered(system, id);
  await system.call('channel:own', `POST /v1/orders/${id}/cancel`, { reason: 'no' });
  expect((await orderIn(system, id, 'CANCELLED')).refunds).toMatchObject([
    { status: 'SUCCEEDED', amountMinor: 10_800 },
  ]);
  expect(
    ((await (await fetch(`${system.sandbox.url}/state/orders/${id}`)).json()) as { refunds?: unknown[] }).refunds ?? [],
  ).toHaveLength(0);
});

test('a label that the carrier refuses leaves three ways out; a number typed in is one', async () => {
  const id = await place(system);
  await providers(system, id, { carrier: [{ mode: 'refuse', times: 1 }] });
  const fo = await offered(system, id);
  await at(system, fo, 'accept');
  const order = await orderThat(system, id, (o) => o.attention.length > 0, 'attention');
  expect(order.attention).toMatchObject([{ reason: 'LABEL_FAILED' }]);
  expect((await at(system, fo, 'waybill', { carrier: 'other', trackingNumber: 'X-1' })).status).toBe(200);
  expect(await at(system, fo, 'ship')).toMatchObject({ status: 200, body: { status: 'SHIPPED' } });
  expect((await see(system, id)).attention).toEqual([]);
});

test('lost, returned and refused parcels: the price goes back as the operator or the carrier decides', async () => {
  const lost = await place(system);
  const a = await accepted(system, lost);
  await at(system, a, 'ship');
  await carrierSays(system, a, 'LOST');
  const order = await orderIn(system, lost, 'NEEDS_ATTENTION');
  expect(
    (await system.call('operator', `POST /v1/attention/${order.attention[0]?.id}/resolve`, { action: 'REFUND' }))
      .status,
  ).toBe(200);
  expect(await orderIn(system, lost, 'COMPLETED')).toMatchObject({
    refunds: [{ amountMinor: 10_000 }],
    fulfillmentOrders: [{ status: 'WRITTEN_OFF' }],
  });
  const back = await place(system);
  const b = await accepted(system, back);
  await at(system, b, 'ship');
  await carrierSays(system, b, 'RETURNING');
  await carrierSays(system, b, 'RETURNED');
  expect(await orderIn(system, back, 'COMPLETED')).toMatchObject({
    refunds: [{ amountMinor: 10_000 }],
    fulfillmentOrders: [{ status: 'RETURNED' }],
  });
});

test('a lost parcel is sent once more without charge', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  await carrierSays(system, fo, 'LOST');
  const order = await orderIn(system, id, 'NEEDS_ATTENTION');
  await system.call('operator', `POST /v1/attention/${order.attention[0]?.id}/resolve`, { action: 'RESHIP' });
  const again = await accepted(system, id);
  await at(system, again, 'ship');
  await carrierSays(system, again, 'DELIVERED');
  expect(await orderIn(system, id, 'COMPLETED')).toMatchObject({
    refunds: [],
    fulfillmentOrders: [{ status: 'WRITTEN_OFF' }, { status: 'DELIVERED' }],
  });
});

test('a parcel sent once more that no store takes is not forgotten: an operator may still refund it', async () => {
  const id = await place(system, { lines: [['ONLY_NEAR', 1]] });
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  await carrierSays(system, fo, 'LOST');
  const lost = await orderIn(system, id, 'NEEDS_ATTENTION');
  await system.call('operator', `POST /v1/attention/${lost.attention[0]?.id}/resolve`, { action: 'RESHIP' });
  await at(system, await offered(system, id), 'reject', { reason: 'OUT_OF_STOCK' });
  const stuck = await orderIn(system, id, 'NEEDS_ATTENTION');
  expect(stuck.attention).toMatchObject([{ reason: 'ROUTING_EXHAUSTED' }]);
  await system.call('operator', `POST /v1/attention/${stuck.attention[0]?.id}/resolve`, { action: 'CANCEL' });
  expect((await orderIn(system, id, 'COMPLETED')).refunds).toMatchObject([
    { amountMinor: 10_000, status: 'SUCCEEDED' },
  ]);
});

test('a parcel delivered before anybody said shipped books both; cash that did not come asks finance', async () => {
  const id = await place(system, {
    payments: [{ paymentId: 'cod', tender: 'CASH', amountMinor: 10_800, status: 'ON_DELIVERY' }],
  });
  const fo = await accepted(system, id);
  await carrierSays(system, fo, 'DELIVERED');
  expect(await orderIn(system, id, 'NEEDS_ATTENTION')).toMatchObject({
    attention: [{ reason: 'COD_UNPAID' }],
    fulfillmentOrders: [{ status: 'DELIVERED' }],
  });
  expect(
    (await system.call('channel:shop', `POST /v1/orders/${id}/payments`, { paymentId: 'cod', status: 'CAPTURED' }))
      .status,
  ).toBe(200);
  await orderIn(system, id, 'COMPLETED');
});

test("a parcel's carrier reports the cash it collected, nothing else; another carrier sees no such order", async () => {
  for (const id of ['sandbox', 'other'])
    await system.deps.orm.em.fork().execute(
      `insert into api_key (id, hash, role, name, scope)
        values (?, encode(sha256(convert_to('key-carrier-' || ?, 'utf8')), 'hex'), 'carrier', ?, ?)`,
      [`carrier-${id}`, id, id, id],
    );
  const id = await place(system, {
    payments: [{ paymentId: 'cod', tender: 'CASH', amountMinor: 10_800, status: 'ON_DELIVERY' }],
  });
  const fo = await accepted(system, id);
  const collected = (as: string, status = 'CAPTURED') =>
    system.call(as, `POST /v1/orders/${id}/payments`, { paymentId: 'cod', status, reference: 'at the door' });
  expect(await collected('carrier:other')).toMatchObject({ status: 404 });
  expect(await collected('location:far')).toMatchObject({ status: 404 });
  expect(await collected('carrier:sandbox', 'FAILED')).toMatchObject({ status: 409, body: { code: 'WRONG_STATE' } });
  expect(await collected('carrier:sandbox')).toMatchObject({ status: 200 });
  expect(await collected('carrier:sandbox')).toMatchObject({ status: 200 });
  expect((await at(system, fo, 'ship')).status).toBe(200);
  expect((await see(system, id)).payments).toMatchObject([{ status: 'CAPTURED', capturedMinor: 10_800 }]);
});

test('other words under a used Idempotency-Key are refused and pay nothing; the first are told again', async () => {
  const id = await place(system);
  await offered(system, id);
  const refund = (amountMinor: number, key: string) =>
    system.call(
      'operator',
      `POST /v1/orders/${id}/refunds`,
      { paymentId: 'p1', amountMinor, reason: 'goodwill' },
      { 'idempotency-key': key },
    );
  const first = must(await refund(500, '1'), 200);
  expect(await refund(5000, '1')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect(await refund(5000, '1')).toMatchObject({ status: 422, body: { code: 'IDEMPOTENCY_KEY_REUSED' } });
  expect((await refund(500, '1')).body).toEqual(first.body);
  must(await refund(700, '2'), 200);
  const { refunds } = (await see(system, id)) as unknown as { refunds: { amountMinor: number }[] };
  expect(refunds.map((one) => one.amountMinor)).toEqual([500, 700]);
});
