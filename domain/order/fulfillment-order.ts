// Predicates of a fulfillment order: the place of its goods and the location responsible for it.
import type { FulfillmentOrder, Order } from './order.ts';

/** The FO's location must still send the goods to the buyer's store. */
export const isToBeSentOn = (fo: FulfillmentOrder): boolean =>
  fo.pickupLocationId !== null && fo.pickupLocationId !== fo.locationId;

/** The supplier has sent the goods to the buyer's store, which is now responsible. */
export const hasBeenSentOn = (fo: FulfillmentOrder): boolean => fo.pickupLocationId === fo.locationId;

/** The FO's location hands the goods to the buyer. */
export const isCollectedThere = (fo: FulfillmentOrder): boolean => fo.method === 'STORE_PICKUP' && !isToBeSentOn(fo);

/** The attention reason when the location is late with this FO. */
export const lateReason = (fo: FulfillmentOrder): 'READY_LATE' | 'SHIP_LATE' =>
  isCollectedThere(fo) ? 'READY_LATE' : 'SHIP_LATE';

/** The location has the goods and has not packed them yet. */
export const isInHand = (fo: Pick<FulfillmentOrder, 'status'>): boolean =>
  fo.status === 'IN_PROGRESS' || fo.status === 'ARRIVED';

/** FOs whose goods did not reach the buyer's store in time, so that the buyer was asked. */
export const lateArrivals = (order: Order): FulfillmentOrder[] =>
  order.fulfillmentOrders.filter((fo) => fo.status === 'IN_TRANSIT' && fo.deliveryDueAt === null);
