// Predicates of a fulfillment order: where its goods are, and whose work it is.
import type { FulfillmentOrder, Order } from './order.ts';

/** Its location must send it to the buyer's store, and has not yet. */
export const isToBeSentOn = (fo: FulfillmentOrder): boolean =>
  fo.pickupLocationId !== null && fo.pickupLocationId !== fo.locationId;

/** Its supplier has sent it to the store whose work it is now. */
export const hasBeenSentOn = (fo: FulfillmentOrder): boolean => fo.pickupLocationId === fo.locationId;

/** Its location hands it to the buyer itself. */
export const isCollectedThere = (fo: FulfillmentOrder): boolean => fo.method === 'STORE_PICKUP' && !isToBeSentOn(fo);

/** What it is when its location does not get done with it in time. */
export const lateReason = (fo: FulfillmentOrder): 'READY_LATE' | 'SHIP_LATE' =>
  isCollectedThere(fo) ? 'READY_LATE' : 'SHIP_LATE';

/** Its location has the goods, and has still to pack them. */
export const isInHand = (fo: Pick<FulfillmentOrder, 'status'>): boolean =>
  fo.status === 'IN_PROGRESS' || fo.status === 'ARRIVED';

/** FOs that have not come to the buyer's store in time, so that the buyer was asked. */
export const lateArrivals = (order: Order): FulfillmentOrder[] =>
  order.fulfillmentOrders.filter((fo) => fo.status === 'IN_TRANSIT' && fo.deliveryDueAt === null);
