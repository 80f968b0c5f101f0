// A workflow that is terminated in Temporal, whatever the state of its order, is started again, and the order goes on.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { restartGoneWorkflows } from '../../worker/gone-workflows.ts';
import { workflowIdOf } from '../../workflows/contract.ts';
import {
  accepted,
  at,
  deliver,
  must,
  offered,
  orderIn,
  orderThat,
  patient,
  place,
  resolve,
  see,
  type Wanted,
} from '../support/orders.ts';
import { stocked } from '../support/pool.ts';
import { startWholeSystem, until, type WholeSystem } from '../support/whole-system.ts';

/** Orders per state; a longer run asks for more: GONE=50. */
const perState = Number(process.env['GONE'] ?? 3);

let system: WholeSystem;
beforeAll(async () => {
  const started = await startWholeSystem({
    quick: { offerSeconds: 3, minOfferSeconds: 1, maxOffers: 5 },
    careful: { audit: [{ rule: 'AMOUNT_OVER_LIMIT', limit: 1 }] },
  });
  system = patient(started); // the first second of a new run is answered 503, as at the first start
  await stocked(system, 'SHIRT', { near: 10 * perState });
});
afterAll(async () => {
  await system.stop();
});

const terminate = async (ids: string[]): Promise<void> => {
  await Promise.all(ids.map((id) => system.temporal.workflow.getHandle(workflowIdOf(id)).terminate('a test')));
};
/** Sweeps until all are started again: Temporal's list of running workflows lags behind. */
const restart = async (count: number): Promise<void> => {
  let restarted = 0;
  await until(
    async () => (restarted += await restartGoneWorkflows(system.deps, 0)),
    (all) => all >= count,
    { what: 'the restarts' },
  );
  expect(restarted).toBe(count);
};
const each = <T>(make: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: perState }, make));

/** Places an order and waits until it is so far. */
const placed =
  (soFar: (system: WholeSystem, id: string) => Promise<unknown>, wanted: Wanted = {}, channel = 'shop') =>
  async (): Promise<string> => {
    const id = await place(system, wanted, channel);
    await soFar(system, id);
    return id;
  };

interface State {
  name: string;
  /** Brings an order into the state, and returns its id. */
  into: () => Promise<string>;
  /** Takes the order from there to its end, as the people do. */
  onward: (id: string) => Promise<unknown>;
}
const shipOut = async (id: string): Promise<void> => {
  const fo = (await see(system, id)).fulfillmentOrders.findLast((f) => f.status === 'IN_PROGRESS');
  if (!fo) throw new Error('no location works on it');
  await orderThat(system, id, (o) => o.fulfillmentOrders.some((f) => f.waybills.some((w) => w.status === 'CREATED')));
  must(await at(system, fo, 'ship'), 200);
  await deliver(system, id, fo);
  await orderIn(system, id, 'COMPLETED');
};
const acceptAndShip = async (id: string): Promise<void> => {
  must(await at(system, await offered(system, id), 'accept'), 200);
  await shipOut(id);
};
const states: State[] = [
  {
    name: 'a location has been asked',
    into: placed(offered),
    onward: acceptAndShip,
  },
  {
    name: 'a location has been asked and will not answer',
    into: placed(offered, {}, 'quick'),
    onward: async (id) => {
      await orderThat(system, id, (o) => o.fulfillmentOrders.length > 2, 'the third offer');
      must(await system.call('channel:quick', `POST /v1/orders/${id}/cancel`, { kind: 'NOTICE', reason: 'x' }), 200);
      await orderIn(system, id, 'CANCELLED');
    },
  },
  {
    name: 'a location works on it',
    into: placed(accepted),
    onward: shipOut,
  },
  {
    name: 'the parcel is on its way',
    into: placed(async (_, id) => must(await at(system, await accepted(system, id), 'ship'), 200)),
    onward: async (id) => {
      const [fo] = (await see(system, id)).fulfillmentOrders;
      if (fo) await deliver(system, id, fo);
      await orderIn(system, id, 'COMPLETED');
    },
  },
  {
    name: 'it waits for its buyer',
    into: placed(async (_, id) => must(await at(system, await accepted(system, id), 'ready'), 200), {
      method: 'STORE_PICKUP',
      pickupLocationId: 'near',
    }),
    onward: async (id) => {
      const fo = (await see(system, id)).fulfillmentOrders[0];
      const { body } = await system.call('channel:shop', `GET /v1/fulfillment-orders/${fo?.id ?? ''}/pickup-code`);
      must(await system.call('location:near', 'POST /v1/locations/near/redeem', { token: body['token'] }), 200);
      await orderIn(system, id, 'COMPLETED');
    },
  },
  {
    name: 'it is held',
    into: placed((_, id) => orderIn(system, id, 'ON_HOLD'), {}, 'careful'),
    onward: async (id) => {
      must(await system.call('operator', `POST /v1/orders/${id}/holds/AMOUNT_OVER_LIMIT/release`), 200);
      await acceptAndShip(id);
    },
  },
  {
    name: 'it asks for a person',
    into: placed((_, id) => orderIn(system, id, 'NEEDS_ATTENTION'), { lines: [['NOWHERE', 1]] }),
    onward: async (id) => {
      must(await system.call('operator', `POST /v1/orders/${id}/cancel`, { kind: 'REQUEST', reason: 'x' }), 200);
      await orderIn(system, id, 'CANCELLED');
    },
  },
];

test.each(states)(
  '$name: started again, and taken to its end',
  async ({ into, onward }) => {
    const ids = await each(into);
    await terminate(ids);
    await restart(ids.length);
    await Promise.all(ids.map(onward));
    for (const id of ids) {
      const { body } = await system.call('operator', `GET /v1/orders/${id}/timeline`);
      expect(JSON.stringify(body)).toContain('WORKFLOW RESTARTED');
    }
  },
  120_000,
);

test('a person who acts on an order whose workflow is gone is heard at once, before any sweep', async () => {
  const id = await place(system);
  const fo = await offered(system, id);
  await terminate([id]);
  must(await at(system, fo, 'accept'), 200);
  await shipOut(id);
});

test('a workflow that ends again and again is shown to an operator, and the order goes on', async () => {
  const id = await place(system);
  await offered(system, id);
  for (let n = 0; n < 3; n++) {
    await terminate([id]);
    await restart(1);
  }
  await resolve(system, id, 'WORKFLOW_GONE', 'DONE');
  await acceptAndShip(id);
});
