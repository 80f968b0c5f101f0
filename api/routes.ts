import type { Route } from './http/route.ts';
import { availabilityRoutes } from './routes/channel/availability.ts';
import { carrierSetUpRoutes } from './routes/setup/carriers.ts';
import { carrierRoutes } from './routes/carrier/carriers.ts';
import { creditRoutes } from './routes/operator/credit.ts';
import { deliverySlotRoutes } from './routes/setup/delivery-slots.ts';
import { explainRoutes } from './routes/operator/explain.ts';
import { fileRoutes } from './routes/setup/files.ts';
import { fulfillmentRoutes } from './routes/store/fulfillment.ts';
import { keyRoutes } from './routes/operator/keys.ts';
import { locationRoutes } from './routes/store/locations.ts';
import { operatorRoutes } from './routes/operator/operators.ts';
import { orderChangeRoutes } from './routes/channel/order-changes.ts';
import { orderRoutes } from './routes/channel/orders.ts';
import { personRoutes } from './routes/operator/persons.ts';
import { pickupRoutes } from './routes/store/pickup.ts';
import { locationSetUpRoutes } from './routes/setup/locations.ts';
import { poolRoutes } from './routes/operator/pool.ts';
import { repairRoutes } from './routes/operator/repairs.ts';
import { promiseRoutes } from './routes/operator/promises.ts';
import { quotaRoutes } from './routes/setup/quotas.ts';
import { routingProfileRoutes } from './routes/setup/routing-profiles.ts';
import { setUpRoutes } from './routes/setup/setup.ts';
import { stockAlertRoutes } from './routes/operator/stock-alerts.ts';
import { stockRoutes } from './routes/operator/stock.ts';
import { systemRoutes } from './routes/system.ts';
import { transferRoutes } from './routes/store/transfers.ts';
import { whatIfRoutes } from './routes/operator/what-if.ts';

/** All routes. */
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
  repairRoutes,
  routingProfileRoutes,
  whatIfRoutes,
  setUpRoutes,
  locationSetUpRoutes,
  quotaRoutes,
  deliverySlotRoutes,
  carrierSetUpRoutes,
  stockRoutes,
  stockAlertRoutes,
  transferRoutes,
  fileRoutes,
  poolRoutes,
  availabilityRoutes,
  keyRoutes,
  personRoutes,
  systemRoutes,
].flat() as Route[];
