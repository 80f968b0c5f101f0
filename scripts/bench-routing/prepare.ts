// Whole preparations of orders, sixteen at a time, on a database with two million stock rows.
import type { MikroORM } from '@mikro-orm/postgresql';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { countSpending } from '../../test/support/spending.ts';
import { orderBody } from '../../test/support/orders.ts';
import { median, percentile, type Figure } from '../bench/figures.ts';
import type { Rig } from '../bench/rig.ts';
import { openDatabase, productOf } from './database.ts';

const inFlight = 16;
const orders = 480;
const size = { locations: 1000, products: 5000, stockRows: 2_000_000 };
const pickupKeys = { keyId: 'bench', proves: () => false };

export async function measurePrepare(rig: Rig): Promise<Figure[]> {
  const orm = await openDatabase(rig, size);
  await prepared(orm, await takenIn(orm, inFlight * 4, 0)); // warms up
  const times = await prepared(orm, await takenIn(orm, orders, 1));
  const spent = countSpending(orm);
  await prepared(orm, await takenIn(orm, inFlight, 2));
  const each = spent.roundTrips / inFlight;
  return [
    { name: `prepare at ${inFlight} in flight: median`, value: median(times), unit: 'ms' },
    { name: `prepare at ${inFlight} in flight: p99`, value: percentile(times, 0.99), unit: 'ms', goal: { atMost: 60 } },
    {
      name: 'statements of one prepare, begin and commit among them, whatever it splits into',
      value: each,
      unit: '',
      goal: { atMost: 8 },
    },
  ];
}

/** Buyers live all over the country, so that not all orders wait for one store's quota. */
const homeOf = (n: number) => ({
  province: `P${n % 30}`,
  city: `C${n % 300}`,
  latitude: 20 + ((n * 7919) % 25_000) / 1000,
  longitude: 80 + ((n * 104_729) % 45_000) / 1000,
});

/** Orders that were taken in and wait for their preparation. */
async function takenIn(orm: MikroORM, count: number, round: number): Promise<string[]> {
  const bodies = Array.from({ length: count }, (_, n) => {
    const body = orderBody({
      lines: [
        [productOf(1 + ((n * 37) % size.products)), 1],
        [productOf(1 + ((n * 91 + 5) % size.products)), 2],
      ],
    });
    return PlaceOrder.parse({
      ...body,
      channelOrderNumber: `bench-${round}-${n}`,
      address: { ...body.address, ...homeOf(n) },
    });
  });
  const answers = await acceptOrders(
    orm.em.fork(),
    bodies.map((body) => ({ channelId: 'shop', order: canonical(body) })),
  );
  return answers.map((answer) => ('orderId' in answer ? answer.orderId : ''));
}

/** Milliseconds of each preparation, from the call to the commit. */
async function prepared(orm: MikroORM, ids: readonly string[]): Promise<number[]> {
  const times: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      for (let id = ids[next++]; id !== undefined; id = ids[next++]) {
        const begin = performance.now();
        const { view } = await handleMessage({ orm, pickupKeys }, id, {
          id: `prepare-${id}`,
          by: 'bench',
          name: 'prepare',
          body: {},
        });
        times.push(performance.now() - begin);
        if (view.fulfillmentOrders.length === 0) throw new Error(`order ${id} was not routed`);
      }
    }),
  );
  return times;
}
