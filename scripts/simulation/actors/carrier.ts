// The carrier: delivers most parcels, loses some, returns some, and reports nothing about others.
import type { Actor, Deed, Done, Hands, Scene } from '../deed.ts';
import { shortId, type FulfillmentSeen } from '../order-seen.ts';

const ways = { deliver: 80, deliverOnly: 5, lose: 4, loseAndFind: 2, bringBack: 6, silence: 3 } as const;
const events: Record<keyof typeof ways, string[]> = {
  deliver: ['PICKED_UP', 'DELIVERED'],
  deliverOnly: ['DELIVERED'],
  lose: ['PICKED_UP', 'LOST'],
  loseAndFind: ['LOST', 'DELIVERED'],
  bringBack: ['PICKED_UP', 'RETURNING', 'RETURNED'],
  silence: [],
};

/**
 * The deeds about an order's parcels. A tracking number that a store entered is unknown to the sandbox and never
 * reported.
 */
export const carrier: Actor = (scene) =>
  scene.order.fulfillmentOrders.filter(({ status }) => status === 'SHIPPED').map((fo) => carry(scene, fo));

function carry({ dice }: Scene, fo: FulfillmentSeen): Deed {
  const name = `carry ${shortId(fo.id)}`;
  const chance = dice(name);
  const way = chance.weighted(ways);
  const number = fo.waybills.findLast(({ status }) => status === 'HANDED_OVER')?.trackingNumber ?? null;
  const act = async ({ tellSandbox, pause }: Hands): Promise<Done> => {
    if (number === null || number.startsWith('SIM')) return 'done';
    for (const event of events[way]) {
      await tellSandbox(`POST /carrier/parcels/${number}/events`, { event });
      await pause(200 + chance.below(800));
    }
    return 'done';
  };
  return { name, afterMs: 200 + chance.below(2000), act };
}
