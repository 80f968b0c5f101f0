import { randomUUID } from 'node:crypto';
import { seedRetailer, type Retailer } from '../../db/seed/retailer.ts';
import type { Run } from '../simulation/retailer.ts';
import type { Scene } from './fault.ts';

/** The product of the orders that faults add. */
export const oneMoreSku = (run: Pick<Run, 'id'>): string => `${run.id}-s0`;

/** Adds rows to a run's retailer; existing ones stay. */
export const addToRetailer = ({ orm }: Pick<Scene, 'orm'>, rows: Partial<Retailer>): Promise<void> =>
  seedRetailer(orm, {
    parties: [],
    profiles: [],
    carriers: [],
    channels: [],
    locations: [],
    products: [],
    stock: [],
    keys: [],
    ...rows,
  });

/** Adds the product where none of the run's own orders has it: few orders do not meet every product. */
export const addOneMoreProduct = ({ orm, run }: Pick<Scene, 'orm' | 'run'>): Promise<void> =>
  addToRetailer(
    { orm },
    { products: [{ sku: oneMoreSku(run), name: 'one more', category: 'outros', unitPriceMinor: 1000 }] },
  );

/** The simulated channel's order for one unit of that product, for delivery. */
export const oneMoreOrder = ({ run }: Pick<Scene, 'run'>) => ({
  channelOrderNumber: `more-${randomUUID()}`,
  placedAt: new Date().toISOString(),
  currency: 'BRL',
  method: 'HOME_DELIVERY',
  buyer: { id: 'more', name: 'M' },
  address: { name: 'M', phone: '1', province: 'SP', city: 'campinas', line: '1' },
  lines: [{ lineId: '1', sku: oneMoreSku(run), quantity: 1, unitPriceMinor: 1000 }],
  shippingMinor: 0,
  payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 1000, status: 'CAPTURED' }],
});

/** Places it in addition to those of the run, and returns its id. */
export async function placeOne(scene: Scene): Promise<string> {
  const { status, body } = await scene.system.call('channel', 'POST /v1/orders', { body: oneMoreOrder(scene) });
  if (typeof body['id'] !== 'string')
    throw new Error(`one more order was not taken: ${status} ${JSON.stringify(body)}`);
  return body['id'];
}
