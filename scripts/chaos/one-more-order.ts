import { randomUUID } from 'node:crypto';
import type { Scene } from './fault.ts';

/** The simulated channel's order for one unit of the first product, for delivery. */
export const oneMoreOrder = ({ run }: Pick<Scene, 'run'>) => ({
  channelOrderNumber: `more-${randomUUID()}`,
  placedAt: new Date().toISOString(),
  currency: 'BRL',
  method: 'HOME_DELIVERY',
  buyer: { id: 'more', name: 'M' },
  address: { name: 'M', phone: '1', province: 'SP', city: 'campinas', line: '1' },
  lines: [{ lineId: '1', sku: `${run.id}-s0`, quantity: 1, unitPriceMinor: 1000 }],
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
