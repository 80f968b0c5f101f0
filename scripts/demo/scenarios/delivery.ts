// Orders that are delivered, however many locations were asked.
import { accept, letExpire, offerAt, reject, shipAndDeliver } from '../acts.ts';
import { fulfillmentThat, tell, until } from '../play.ts';
import type { Scenario } from '../scenario.ts';

const everywhere = { 'demo-north': 1, 'demo-east': 1, 'demo-west': 1 };
const one = { quantity: 1, pickupAt: null };

export const homeDelivery: Scenario = {
  ...one,
  name: 'home-delivery',
  title: 'Home delivery',
  stock: { 'demo-north': 1 },
  expected: { status: 'COMPLETED', refundedMinor: 0, fulfillmentOrders: ['demo-north DELIVERED'] },
  act: async (play) => shipAndDeliver(play, await accept(play, 'demo-north')),
};

export const split: Scenario = {
  name: 'split',
  title: 'Split over two locations',
  quantity: 3,
  pickupAt: null,
  stock: { 'demo-warehouse': 2, 'demo-north': 1 },
  expected: {
    status: 'COMPLETED',
    refundedMinor: 0,
    fulfillmentOrders: ['demo-warehouse DELIVERED', 'demo-north DELIVERED'],
  },
  act: async (play) => {
    const fromStore = await accept(play, 'demo-north');
    const fromWarehouse = await fulfillmentThat(
      play,
      'the warehouse, which accepts by itself',
      (fo) => fo.locationId === 'demo-warehouse' && fo.requestStatus === 'ACCEPTED',
    );
    await shipAndDeliver(play, fromWarehouse);
    await shipAndDeliver(play, fromStore);
  },
};

export const rejected: Scenario = {
  ...one,
  name: 'rejected',
  title: 'Rejected, goes to the next store',
  stock: { 'demo-north': 1, 'demo-east': 1 },
  expected: {
    status: 'COMPLETED',
    refundedMinor: 0,
    fulfillmentOrders: ['demo-north REROUTED', 'demo-east DELIVERED'],
  },
  act: async (play) => {
    await reject(play, 'demo-north', 'DAMAGED');
    await shipAndDeliver(play, await accept(play, 'demo-east'));
  },
};

export const timeouts: Scenario = {
  ...one,
  name: 'timeouts',
  title: 'Two stores do not answer',
  stock: everywhere,
  expected: {
    status: 'COMPLETED',
    refundedMinor: 0,
    fulfillmentOrders: ['demo-north REROUTED', 'demo-east REROUTED', 'demo-west DELIVERED'],
  },
  act: async (play) => {
    await letExpire(play, 'demo-north');
    await letExpire(play, 'demo-east');
    await shipAndDeliver(play, await accept(play, 'demo-west'));
  },
};

export const exhausted: Scenario = {
  ...one,
  name: 'exhausted',
  title: 'Routing exhausted, an operator decides',
  stock: everywhere,
  expected: {
    status: 'CANCELLED',
    refundedMinor: 10_800,
    fulfillmentOrders: ['demo-north REROUTED', 'demo-east REROUTED', 'demo-west REROUTED'],
  },
  act: async (play) => {
    await reject(play, 'demo-north', 'TOO_BUSY');
    await reject(play, 'demo-east', 'OUT_OF_STOCK');
    await reject(play, 'demo-west', 'TOO_BUSY');
    const asks = await until(
      play,
      'routing to be exhausted',
      (order) => order.status === 'NEEDS_ATTENTION' && order.attention.some((a) => a.reason === 'ROUTING_EXHAUSTED'),
    );
    await tell(play, 'routing exhausted: an operator is asked');
    await play.system.call('operator', `POST /v1/attention/${asks.attention[0]?.id ?? ''}/resolve`, {
      action: 'CANCEL',
      note: 'nobody has it',
    });
    await tell(play, 'the operator cancels what nobody has');
  },
};

export const held: Scenario = {
  ...one,
  name: 'held',
  title: 'Held and released',
  stock: { 'demo-north': 1, 'demo-east': 1 },
  expected: {
    status: 'COMPLETED',
    refundedMinor: 0,
    fulfillmentOrders: ['demo-north REROUTED', 'demo-north DELIVERED'],
  },
  act: async (play) => {
    await offerAt(play, 'demo-north');
    await play.system.call('operator', `POST /v1/orders/${play.orderId}/holds`, {
      key: 'DEMO',
      reason: 'the buyer called',
    });
    await tell(play, 'an operator holds it: the offer is withdrawn');
    await until(
      play,
      'the hold',
      (order) => order.status === 'ON_HOLD' && order.fulfillmentOrders.every((fo) => fo.requestStatus === 'WITHDRAWN'),
    );
    await play.system.call('operator', `POST /v1/orders/${play.orderId}/holds/DEMO/release`, { note: 'all clear' });
    await tell(play, 'released: the same store is asked again');
    await shipAndDeliver(play, await accept(play, 'demo-north'));
  },
};
