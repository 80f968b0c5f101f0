import type { Route } from './route.ts';
import { availabilityRoutes } from './routes/availability.ts';
import { carrierSetUpRoutes } from './routes/carrier-set-up.ts';
import { carrierRoutes } from './routes/carriers.ts';
import { creditRoutes } from './routes/credit.ts';
import { deliverySlotRoutes } from './routes/delivery-slots.ts';
import { explainRoutes } from './routes/explain.ts';
import { fileRoutes } from './routes/files.ts';
import { fulfillmentRoutes } from './routes/fulfillment.ts';
import { locationRoutes } from './routes/locations.ts';
import { operatorRoutes } from './routes/operators.ts';
import { orderChangeRoutes } from './routes/order-changes.ts';
import { orderRoutes } from './routes/orders.ts';
import { pickupRoutes } from './routes/pickup.ts';
import { placeRoutes } from './routes/places.ts';
import { poolRoutes } from './routes/pool.ts';
import { promiseRoutes } from './routes/promises.ts';
import { quotaRoutes } from './routes/quotas.ts';
import { routingProfileRoutes } from './routes/routing-profiles.ts';
import { setUpRoutes } from './routes/set-up.ts';
import { stockAlertRoutes } from './routes/stock-alerts.ts';
import { stockRoutes } from './routes/stock.ts';
import { systemRoutes } from './routes/system.ts';
import { transferRoutes } from './routes/transfers.ts';
import { whatIfRoutes } from './routes/what-if.ts';

/** Every route there is. */
export const routes: Route[] = [
  orderRoutes,
  orderChangeRoutes,
  fulfillmentRoutes,
  pickupRoutes,
  locationRoutes,
  carrierRoutes,
  operatorRoutes,
  explainRoutes,
  creditRoutes,
  promiseRoutes,
  routingProfileRoutes,
  whatIfRoutes,
  setUpRoutes,
  placeRoutes,
  quotaRoutes,
  deliverySlotRoutes,
  carrierSetUpRoutes,
  stockRoutes,
  stockAlertRoutes,
  transferRoutes,
  fileRoutes,
  poolRoutes,
  availabilityRoutes,
  systemRoutes,
].flat() as Route[];
