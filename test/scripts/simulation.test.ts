import { describe, expect, test } from '@jest/globals';
import type { OrderBody } from '../../scripts/olist/convert.ts';
import { stores } from '../../scripts/simulation/actors/store.ts';
import { buyerOf } from '../../scripts/simulation/actors/buyer.ts';
import {
  faultOf,
  isQuiet,
  restsWithAPerson,
  type FulfillmentSeen,
  type OrderSeen,
} from '../../scripts/simulation/order-seen.ts';
import { nearestStocked, withPickups } from '../../scripts/simulation/orders.ts';
import { diceFor } from '../../scripts/simulation/random.ts';
import { simulatedRetailer } from '../../scripts/simulation/retailer.ts';
import { convertOlist } from '../../scripts/olist/convert.ts';
import type { OlistFile } from '../../scripts/olist/file.ts';

const places = Array.from({ length: 12 }, (_, at) => ({
  id: `n${at}`,
  city: 'campinas',
  state: 'SP',
  lat: -22.9 + at / 100,
  lng: -47,
}));
const file: OlistFile = {
  source: 'made up for this test',
  currency: 'BRL',
  nodes: places,
  orders: Array.from({ length: 200 }, (_, at) => ({
    order: `o${at}`,
    placedAt: '2018-01-31T19:30:37-03:00',
    outcome: 'delivered',
    customer: {
      id: 'c',
      postcode: '1',
      city: 'campinas',
      state: 'SP',
      lat: at % 10 === 0 ? null : -22.9,
      lng: at % 10 === 0 ? null : -47,
    },
    lines: [
      {
        sku: `s${at % 20}`,
        soldBy: 'n1',
        quantity: 1,
        unitPriceCentavos: 1000,
        freightCentavos: 150,
        category: null,
        weightGrams: null,
      },
    ],
    payments: [
      { type: 'credit_card', centavos: 1050 },
      { type: 'voucher', centavos: 100 },
    ],
  })),
};
const run = (id: string, seed = 1) => {
  const converted = convertOlist(file, `${id}-`);
  const retailer = simulatedRetailer(converted, { id, seed, webhookUrl: 'http://127.0.0.1:1/channel/webhooks' });
  return { converted, retailer, orders: withPickups(converted.orders, retailer, { seed }) };
};
const withoutRun = (value: unknown, id: string): string => JSON.stringify(value).replaceAll(id, 'RUN');

describe('the chance of a simulation', () => {
  test('depends on the seed and the decision alone', () => {
    const draws = (seed: number, decision: string) => Array.from({ length: 5 }, () => diceFor(seed, decision).next());
    expect(new Set(draws(1, 'a'))).toEqual(new Set([diceFor(1, 'a').next()]));
    expect(diceFor(1, 'a').next()).not.toBe(diceFor(2, 'a').next());
    expect(diceFor(1, 'a').next()).not.toBe(diceFor(1, 'b').next());
  });

  test('falls as often as its weights say', () => {
    const drawn = Array.from({ length: 4000 }, (_, at) =>
      diceFor(7, `draw ${at}`).weighted({ often: 75, seldom: 25, never: 0 }),
    );
    expect(drawn.filter((one) => one === 'often').length / drawn.length).toBeCloseTo(0.75, 1);
    expect(drawn).not.toContain('never');
  });
});

describe('the retailer of a run', () => {
  test('is the same for the same seed in another run, but for the ids; another seed stocks it otherwise', () => {
    expect(withoutRun(run('aa').retailer.stock, 'aa')).toBe(withoutRun(run('bb').retailer.stock, 'bb'));
    expect(withoutRun(run('aa', 2).retailer.stock, 'aa')).not.toBe(withoutRun(run('aa').retailer.stock, 'aa'));
  });

  test('about a quarter of buyers near a stocked store fetch there, some what is sent first, free of shipping', () => {
    const { orders, converted, retailer } = run('aa');
    const near = converted.orders.filter((order) => nearestStocked(order, retailer) !== null);
    const fetched = orders.filter(({ method }) => method === 'STORE_PICKUP');
    expect(near.length).toBeGreaterThan(100);
    expect(fetched.length / near.length).toBeGreaterThan(0.15);
    expect(fetched.length / near.length).toBeLessThan(0.35);
    const paid = ({ payments = [] }: OrderBody) => payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
    for (const order of fetched) expect([order.shippingMinor, paid(order)]).toEqual([0, 1000]);
    const isThere = (order: OrderBody): boolean =>
      retailer.stock.some((row) => row.locationId === order.pickupLocationId && row.sku === order.lines[0]?.sku);
    expect(fetched.filter(isThere).length).toBeGreaterThan(fetched.length / 2);
    expect(fetched.filter(isThere).length).toBeLessThan(fetched.length);
  });
});

describe('what somebody does about an order', () => {
  const fo: FulfillmentSeen = {
    id: '01990000-0000-7000-8000-000000000000-f1',
    locationId: 'n1',
    pickupLocationId: null,
    method: 'HOME_DELIVERY',
    status: 'OPEN',
    requestStatus: 'OFFERED',
    offer: { id: 'o', secondsLeft: 3 },
    lines: [{ lineId: '1', quantity: 2, sku: 'X', reservation: 'HELD' }],
    waybills: [],
    pickup: null,
    cancellation: null,
  };
  const order: OrderSeen = {
    id: 'x',
    channelOrderNumber: 'x',
    status: 'AWAITING_ACCEPTANCE',
    closedAt: null,
    buyerChoiceDueAt: null,
    lines: [{ lineId: '1', quantity: 2 }],
    holds: [],
    attention: [],
    refunds: [],
    fulfillmentOrders: [fo],
    waits: [{ kind: 'OFFER', subjectId: 'o', dueAt: '2026-11-22T10:00:00Z' }],
  };
  const scene = (seen: OrderSeen) => ({ order: seen, dice: (decision: string) => diceFor(1, decision) });

  test('is decided once: the same look gives the same deed, whenever it is looked at', () => {
    const names = (seen: OrderSeen) => stores(scene(seen)).map(({ name, afterMs }) => [name, afterMs]);
    expect(names(order)).toEqual(names(structuredClone(order)));
    expect(names(order)).toEqual([['answer f1', expect.any(Number)]]);
  });

  test('a store asked to stop a parcel answers that first; a buyer has nothing to do before goods are ready', () => {
    const stopping = {
      ...order,
      fulfillmentOrders: [
        {
          ...fo,
          status: 'IN_PROGRESS',
          requestStatus: 'ACCEPTED',
          waybills: [{ status: 'CREATED', trackingNumber: 'SB1' }],
          cancellation: { id: 'x-c1' },
        },
      ],
    };
    expect(stores(scene(stopping)).map(({ name }) => name)).toEqual(['intercept c1']);
    expect(buyerOf(null)({ ...scene(order), dice: () => ({ ...diceFor(1, 'x'), chance: () => false }) })).toEqual([]);
  });

  test('an order rests with a person when nothing of it is timed any more', () => {
    const resting: OrderSeen = {
      ...order,
      status: 'NEEDS_ATTENTION',
      attention: [{ id: 'a1', reason: 'NO_CANDIDATE', detail: '', subjectId: null }],
      waits: [{ kind: 'ATTENTION', subjectId: 'a1', dueAt: null }],
    };
    expect([
      isQuiet(order),
      restsWithAPerson(resting),
      restsWithAPerson({ ...resting, waits: [...resting.waits, { kind: 'EFFECT', subjectId: 'r1', dueAt: null }] }),
    ]).toEqual([false, true, false]);
  });

  test('an order that was parked for a fault of ours is no order that has come to its end', () => {
    expect(
      faultOf({ ...order, attention: [{ id: 'a1', reason: 'BUG', detail: 'a rule broke', subjectId: null }] }),
    ).toBe('was parked: BUG, a rule broke');
    expect(faultOf(order)).toBeNull();
  });
});
