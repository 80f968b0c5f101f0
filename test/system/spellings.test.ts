// Orders, products and addresses as the world writes them.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { accepted, must, offered, orderBody, orderIn, place, see } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem();
});
afterAll(async () => {
  await system.stop();
});

const send = (body: object, channel = 'shop') => system.call(`channel:${channel}`, 'POST /v1/orders', body);
const product = (sku: string) =>
  system.call('operator', `PUT /v1/products/${encodeURIComponent(sku)}`, {
    name: sku,
    category: 'odd',
    unitPriceMinor: 10_000,
  });

test('a number with a space or a # is the same order, and is found however it is written', async () => {
  const body = { ...orderBody(), channelOrderNumber: '#A-1001' };
  const first = must(await send(body), 201);
  for (const channelOrderNumber of ['A-1001', ' A-1001 ', '# A-1001', 'Ａ-1001'])
    expect(await send({ ...body, channelOrderNumber })).toMatchObject({
      status: 200,
      body: { id: first.body['id'], repeated: true },
    });
  for (const number of ['#A-1001', 'a-1001', 'A-1001 ']) {
    const { body: page } = await system.call(
      'operator',
      `GET /v1/orders?channelOrderNumber=${encodeURIComponent(number)}`,
    );
    expect(page['items']).toMatchObject([{ id: first.body['id'], channelOrderNumber: '#A-1001' }]);
  }
  expect(must(await send({ ...body, channelOrderNumber: 'a-1001' }), 201).body['id']).not.toBe(first.body['id']);
});

test('the same number with other content is a conflict that names what differs', async () => {
  const body = { ...orderBody(), channelOrderNumber: 'B-7' };
  must(await send(body), 201);
  const answer = await send({ ...body, channelOrderNumber: '#B-7', buyerNote: 'other' });
  expect([answer.status, JSON.stringify(answer.body)]).toEqual([409, expect.stringContaining('buyerNote')]);
});

test.each(['MUSIC/CD 12', 'A+B#C', 'Größe 3', '衣服-红', 'L'.repeat(199)])(
  'the product %s is set up, stocked, sold',
  async (sku) => {
    must(await product(sku), 200);
    must(
      await system.call('operator', 'POST /v1/stock/receipts', {
        id: `r-${Date.now()}`,
        locationId: 'near',
        sku,
        quantity: 3,
      }),
      200,
    );
    const id = await place(system, { lines: [[`${sku} `, 1]] });
    expect((await offered(system, id)).locationId).toBe('near');
    expect((await see(system, id)).status).toBe('AWAITING_ACCEPTANCE');
  },
);

test('an address in a country without provinces, with the phone at the buyer, is delivered', async () => {
  const { address, ...body } = orderBody();
  const answer = must(
    await send({
      ...body,
      address: { city: 'Berlin', line: address.line, country: 'de', latitude: 30.2, longitude: 120.1 },
    }),
    201,
  );
  await offered(system, answer.body['id'] as string);
});

test('an order in another currency than its channel is taken and held', async () => {
  const answer = must(await send({ ...orderBody(), currency: 'EUR' }), 201);
  const order = await orderIn(system, answer.body['id'] as string, 'ON_HOLD');
  expect(JSON.stringify(order)).toContain('OTHER_CURRENCY');
});

test('an order of 26 vouchers, and one of a thousand lines, is taken', async () => {
  const payments = Array.from({ length: 26 }, (_, i) => ({
    paymentId: `v${i}`,
    tender: 'VOUCHER',
    amountMinor: i < 25 ? 400 : 800,
    status: 'CAPTURED',
  }));
  await offered(system, await place(system, { payments }));
  const many = await place(system, { lines: Array.from({ length: 1000 }, () => ['NOWHERE', 1]), shippingMinor: 0 });
  expect((await orderIn(system, many, 'NEEDS_ATTENTION')).status).toBe('NEEDS_ATTENTION');
});

test('a pickup number typed in lower case opens the parcel', async () => {
  const body = {
    ...orderBody({ method: 'STORE_PICKUP', pickupLocationId: 'near' }),
    channelOrderNumber: 'PICK-UP7',
  };
  const id = must(await send(body), 201).body['id'] as string;
  const fo = await accepted(system, id);
  must(await system.call('location:near', `POST /v1/fulfillment-orders/${fo.id}/ready`), 200);
  const { body: code } = await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`);
  expect(
    await system.call('location:near', 'POST /v1/locations/near/redeem', {
      orderNumber: ' pick-up7',
      code: code['code'],
    }),
  ).toMatchObject({ status: 200, body: { status: 'COLLECTED' } });
});
