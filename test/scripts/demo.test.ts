// The demo's table against its seed; the demo itself shows that the orders end so.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { FulfillmentSeen, OrderSeen } from '../../scripts/demo/order-seen.ts';
import { differences, paidMinor } from '../../scripts/demo/scenario.ts';
import { scenarios } from '../../scripts/demo/scenarios.ts';
import { nameIn, newRunId, orderBody } from '../../scripts/demo/stage.ts';
import { PlaceOrder } from '../../api/contract/order-in.ts';
import { demoKeys } from '../../db/seed/demo-retailer.ts';

const stage = (
  JSON.parse(readFileSync(new URL('../../db/seed/stage-locations.json', import.meta.url), 'utf8')) as { id: string }[]
).map((one) => one.id);
const seen = (fos: string[]): FulfillmentSeen[] =>
  fos.map((fo) => {
    const [locationId = '', status = ''] = fo.split(' ');
    return { id: '', locationId, status, requestStatus: '', offer: { id: '' }, waybills: [], pickup: null };
  });

describe('the demo', () => {
  test('has thirteen orders, each with its own name and title', () => {
    expect(scenarios).toHaveLength(13);
    expect(new Set(scenarios.map((one) => one.name)).size).toBe(13);
    expect(new Set(scenarios.map((one) => one.title)).size).toBe(13);
  });

  test.each(scenarios)(
    '$name plays on the stage only, has all it needs, and expects an end that money allows',
    (scenario) => {
      const { stock, pickupAt, quantity, expected } = scenario;
      for (const id of [
        ...Object.keys(stock),
        ...(pickupAt === null ? [] : [pickupAt]),
        ...expected.fulfillmentOrders.map((fo) => fo.split(' ')[0]),
      ])
        expect(stage).toContain(id);
      expect(Object.values(stock).reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(quantity);
      expect(expected.refundedMinor).toBe(expected.status === 'CANCELLED' ? paidMinor(scenario) : 0);
      const number = nameIn(newRunId(), scenario);
      expect(PlaceOrder.safeParse(orderBody(scenario, number)).error).toBeUndefined();
    },
  );

  test('names every way in which an order ends otherwise than it should', () => {
    const order: OrderSeen = {
      id: '',
      channelOrderNumber: '',
      status: 'COMPLETED',
      closedAt: 'then',
      temporalUrl: null,
      attention: [],
      cancellations: [],
      refunds: [{ amountMinor: 5, status: 'FAILED' }],
      fulfillmentOrders: seen(['a DELIVERED']),
    };
    expect(differences({ status: 'COMPLETED', refundedMinor: 0, fulfillmentOrders: ['a DELIVERED'] }, order)).toEqual(
      [],
    );
    expect(
      differences(
        { status: 'CANCELLED', refundedMinor: 5, fulfillmentOrders: ['a CANCELLED'] },
        { ...order, closedAt: null },
      ),
    ).toHaveLength(4);
  });

  test('has a key for the channel, the operator and every location of its stage', () => {
    const keys = demoKeys().map((one) => `${one.role}:${one.scope ?? ''}`);
    expect(keys).toEqual(expect.arrayContaining(['operator:', 'channel:demo', ...stage.map((id) => `location:${id}`)]));
  });
});
