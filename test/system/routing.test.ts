import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { messageIdOf } from '../../api/messages/send-message.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import type { BoundedPlan } from '../../domain/routing/explanation.ts';
import { accepted, at, carrierSays, offered, orderIn, orderThat, place, see } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ quick: { offerSeconds: 1, minOfferSeconds: 1, maxOffers: 2 }, unsplit: {} });
});
afterAll(async () => {
  await system.stop();
});

test('a store that rejects is not asked again; the next one is, with the next attempt', async () => {
  const id = await place(system);
  const first = await offered(system, id);
  expect(await at(system, first, 'reject', { reason: 'TOO_BUSY' })).toMatchObject({
    status: 200,
    body: { status: 'REROUTED', requestStatus: 'REJECTED' },
  });
  expect(await offered(system, id)).toMatchObject({ locationId: 'middle', attempt: 2 });
});

test('an order without answers needs attention after maxOffers, unrouted, until an operator routes it', async () => {
  const id = await place(system, {}, 'quick');
  const stuck = await orderIn(system, id, 'NEEDS_ATTENTION');
  expect(stuck).toMatchObject({
    attention: [{ reason: 'ROUTING_EXHAUSTED' }],
    lines: [{ unrouted: 1 }],
    fulfillmentOrders: [{ requestStatus: 'EXPIRED' }, { requestStatus: 'EXPIRED' }],
  });
  expect(await system.call('operator', `POST /v1/orders/${id}/route`, { locationId: 'near' })).toMatchObject({
    status: 200,
  });
  expect(await offered(system, id)).toMatchObject({ locationId: 'near' });
});

test('a product that nobody keeps asks for an operator, who may cancel it', async () => {
  const id = await place(system, { lines: [['NOWHERE', 1]] });
  const stuck = await orderIn(system, id, 'NEEDS_ATTENTION');
  expect(stuck.attention).toMatchObject([{ reason: 'NO_CANDIDATE' }]);
  expect(
    await system.call('operator', `POST /v1/attention/${stuck.attention[0]?.id}/resolve`, { action: 'DANCE' }),
  ).toMatchObject({ status: 422, body: { code: 'ACTION_UNKNOWN' } });
  expect(
    await system.call('operator', `POST /v1/attention/${stuck.attention[0]?.id}/resolve`, { action: 'CANCEL' }),
  ).toMatchObject({ status: 200 });
  expect((await orderIn(system, id, 'CANCELLED')).refunds).toMatchObject([
    { status: 'SUCCEEDED', amountMinor: 10_800 },
  ]);
});

test('an order that no single place has whole is split, and completes when both parts arrived', async () => {
  const id = await place(system, {
    lines: [
      ['ONLY_NEAR', 1],
      ['ONLY_FAR', 1],
    ],
  });
  await orderThat(system, id, (o) => o.fulfillmentOrders.length === 2, 'two fulfillment orders');
  for (let i = 0; i < 2; i++) {
    const fo = await accepted(system, id);
    expect((await at(system, fo, 'ship')).status).toBe(200);
    if (i === 0) expect((await see(system, id)).status).toBe('PARTIALLY_FULFILLED');
    await carrierSays(system, fo, 'DELIVERED');
  }
  await orderIn(system, id, 'COMPLETED');
});

test('a warehouse behind its own system accepts at once and works through the same routes', async () => {
  const id = await place(system, { lines: [['WAREHOUSED', 2]] });
  const order = await orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders[0]?.waybills[0]?.status === 'CREATED',
    'a label',
  );
  expect(order.fulfillmentOrders[0]).toMatchObject({
    locationId: 'warehouse',
    status: 'IN_PROGRESS',
    requestStatus: 'ACCEPTED',
  });
  const fo = order.fulfillmentOrders[0];
  if (fo) expect((await at(system, fo, 'ship')).status).toBe(200);
});

test('accepting in part keeps what is there and sends the rest elsewhere', async () => {
  const id = await place(system, { lines: [['SHIRT', 3]] });
  const fo = await offered(system, id);
  expect(await at(system, fo, 'accept', { refused: [{ lineId: 'L1', quantity: 2, reason: 'DAMAGED' }] })).toMatchObject(
    { status: 200, body: { status: 'IN_PROGRESS', lines: [{ quantity: 1 }] } },
  );
  expect(await offered(system, id)).toMatchObject({ locationId: 'middle', lines: [{ quantity: 2 }] });
  const { body } = await system.call('operator', 'GET /v1/stock?sku=SHIRT&locationId=near');
  expect(body['items']).toMatchObject([{ damaged: 2 }]);
});

test('a caller whose answer was written by a worker that died is told it, also if the order moved on', async () => {
  const id = await place(system, { lines: [['SHIRT', 3]] });
  const fo = await offered(system, id);
  const refused = [{ lineId: 'L1', quantity: 2, reason: 'OTHER' as const }];
  const said = {
    orderId: id,
    name: 'accept' as const,
    body: { offerId: 'o1', lines: null, refused },
    idempotencyKey: null,
  };
  const by = { role: 'location' as const, scope: fo.locationId, keyId: '' };
  await handleMessage(system.deps, id, {
    id: messageIdOf(by, said),
    by: `location:${fo.locationId}`,
    name: said.name,
    body: said.body,
  }); // as the dead worker did
  await system.call('operator', `POST /v1/orders/${id}/holds`, {
    key: 'LATER',
    reason: 'the workflow hears how its order stands',
  });
  expect(
    await system.call(`location:${fo.locationId}`, `POST /v1/offers/${fo.offer.id}/accept`, { refused }),
  ).toMatchObject({ status: 200, body: { lines: [{ quantity: 1 }] } });
  expect(
    await system.call(
      `location:${fo.locationId}`,
      `POST /v1/offers/${fo.offer.id}/accept`,
      { refused },
      { 'idempotency-key': 'another' },
    ),
  ).toMatchObject({ status: 409, body: { code: 'OFFER_CLOSED' } });
});

test('a store that names what it accepts must give a reason for the rest', async () => {
  const id = await place(system, { lines: [['SHIRT', 3]] });
  const fo = await offered(system, id);
  expect(await at(system, fo, 'accept', { lines: [{ lineId: 'L1', quantity: 1 }] })).toMatchObject({
    status: 422,
    body: { code: 'QUANTITY_INVALID' },
  });
  expect(
    await at(system, fo, 'accept', {
      lines: [{ lineId: 'L1', quantity: 1 }],
      refused: [{ lineId: 'L1', quantity: 2, reason: 'OUT_OF_STOCK' }],
    }),
  ).toMatchObject({ status: 200, body: { lines: [{ quantity: 1 }] } });
});

test('an operator takes a live offer to another location', async () => {
  const id = await place(system);
  const fo = await offered(system, id);
  expect((await system.call('operator', `POST /v1/offers/${fo.offer.id}/reassign`, { locationId: 'far' })).status).toBe(
    200,
  );
  const order = await orderThat(system, id, (o) => o.fulfillmentOrders.length === 2, 'the next offer');
  expect(order.fulfillmentOrders).toMatchObject([
    { requestStatus: 'WITHDRAWN' },
    { locationId: 'far', requestStatus: 'OFFERED' },
  ]);
});

test('giving up after accepting voids the label and routes anew', async () => {
  const id = await place(system);
  const fo = await accepted(system, id);
  expect(await at(system, fo, 'give-up', { reason: 'OUT_OF_STOCK' })).toMatchObject({
    status: 200,
    body: { status: 'REROUTED', requestStatus: 'GIVEN_UP' },
  });
  await orderThat(
    system,
    id,
    (o) =>
      o.fulfillmentOrders[0]?.waybills[0]?.status === 'VOIDED' && o.fulfillmentOrders[1]?.requestStatus === 'OFFERED',
    'a void and a new offer',
  );
});

test('the reasons of every candidate are kept, and the dry run says the same without writing', async () => {
  const id = await place(system);
  await offered(system, id);
  const { body } = await system.call('operator', `GET /v1/orders/${id}/explanation`);
  const decision = (body['decisions'] as { plan: BoundedPlan }[])[0];
  const verdict = (name: string) => decision?.plan.tried[0]?.verdicts.find((v) => v.locationId === name);
  expect(verdict('near')).toMatchObject({ ineligible: null, chosen: true });
  expect(verdict('far')).toMatchObject({ ineligible: null, chosen: false, scores: { region: 2 } });
  const dry = await system.call('operator', 'POST /v1/routing/dry-run', { orderId: id });
  expect(dry.body).toMatchObject({ assignments: [{ locationId: 'near' }], unrouted: [] });
});

test('the dry run of a routed order finds the goods that are reserved for it, and says so', async () => {
  const id = await place(system, { lines: [['ONLY_NEAR', 4]] });
  await offered(system, id);
  const dry = (query = '') => system.call('operator', `POST /v1/routing/dry-run${query}`, { orderId: id });
  expect((await dry()).body).toMatchObject({
    assignments: [{ locationId: 'near', lines: [{ quantity: 4 }] }],
    unrouted: [],
    ownStock: [{ locationId: 'near', sku: 'ONLY_NEAR', quantity: 4 }],
  });
  const text = await fetch(`${system.url}/v1/routing/dry-run?format=text`, {
    method: 'POST',
    headers: { authorization: 'Bearer key-operator', 'content-type': 'application/json' },
    body: JSON.stringify({ orderId: id }),
  });
  expect(await text.text()).toContain('Free for it: 4 × ONLY_NEAR at near, reserved for this order.');
});

test('silence pauses a store until it is resumed; an operator may ask it again by name', async () => {
  const paused = await startWholeSystem({
    sleepy: { offerSeconds: 1, minOfferSeconds: 1, pauseAfterExpiries: 1, maxOffers: 5 },
  });
  try {
    const id = await place(paused, { lines: [['ONLY_NEAR', 1]] }, 'sleepy');
    await orderIn(paused, id, 'NEEDS_ATTENTION');
    const dry = (
      await paused.call('operator', 'POST /v1/routing/dry-run', {
        destination: { province: 'ZJ', city: 'Hangzhou' },
        lines: [{ sku: 'ONLY_NEAR', quantity: 1 }],
      })
    ).body;
    expect(dry).toMatchObject({
      tried: [{ verdicts: [{ locationId: 'near', ineligible: { criterion: 'participation', code: 'PAUSED' } }] }],
    });
    expect((await paused.call('location:near', 'POST /v1/locations/near/resume')).status).toBe(200);
    await paused.call('operator', `POST /v1/orders/${id}/route`, { locationId: 'near' });
    expect(await offered(paused, id)).toMatchObject({ locationId: 'near' });
  } finally {
    await paused.stop();
  }
});
