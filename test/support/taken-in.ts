// Orders in the database of a test, without an API and without Temporal.
import type { MikroORM } from '@mikro-orm/postgresql';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { pickupKeys } from '../../auth/pickup-code.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import type { Handled } from '../../domain/handle.ts';
import { orderBody, type Wanted } from './orders.ts';
import { testPepper } from './retailer.ts';

/** Takes an order of the channel `shop` in and returns its id. */
export async function takenIn(orm: MikroORM, wanted: Wanted = {}): Promise<string> {
  const [answer] = await acceptOrders(orm.em.fork(), [
    { channelId: 'shop', order: canonical(PlaceOrder.parse(orderBody(wanted))) },
  ]);
  if (answer?.kind !== 'ACCEPTED') throw new Error(JSON.stringify(answer));
  return answer.orderId;
}

/** Sends the order's first message, always under the same id. */
export const prepareOnce = (orm: MikroORM, orderId: string): Promise<Handled<'prepare'>> =>
  handleMessage({ orm, pickupKeys: pickupKeys(testPepper, 'k1') }, orderId, {
    id: 'first',
    by: 'test',
    name: 'prepare',
    body: {},
  });
