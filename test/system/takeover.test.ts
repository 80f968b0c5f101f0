// New code takes over orders of old code whose worker died without warning: no task fails, all orders end. TAKEOVER=200
// npm test -- test/system/takeover for a long run.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomUUID } from 'node:crypto';
import proto from '@temporalio/proto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { workflowIdOf } from '../../domain/order/ids.ts';
import { inLanes } from '../../scripts/lanes.ts';
import {
  accepted,
  at,
  attentionOf,
  cancel,
  deliver,
  hold,
  must,
  offered,
  orderIn,
  patient,
  place,
  providers,
  resolve,
  see,
  type FulfillmentSeen,
  type Wanted,
} from '../support/orders.ts';
import { startWholeSystem, until, type WholeSystem } from '../support/whole-system.ts';
import { startWorkerProcess } from '../support/worker-process.ts';
import { bundleEdited } from '../support/workflow-bundle.ts';

const orders = Number(process.env['TAKEOVER'] ?? 22);
let system: WholeSystem;
let client: WholeSystem;
const folder = mkdtempSync(join(tmpdir(), 'baton-takeover-'));
beforeAll(async () => {
  system = await startWholeSystem({ short: { offerSeconds: 5, minOfferSeconds: 1, maxOffers: 1 } }, { worker: false });
  client = patient(system);
});
afterAll(async () => {
  await system.stop();
  rmSync(folder, { recursive: true });
});

/** A stage of an order, and the steps that end it. */
interface Stage {
  until: () => Promise<string>;
  then: (id: string) => Promise<unknown>;
  ends: 'COMPLETED' | 'CANCELLED';
}
const first = async (id: string): Promise<FulfillmentSeen> =>
  (await see(client, id)).fulfillmentOrders[0] as FulfillmentSeen;
const brought = async (id: string): Promise<unknown> => {
  const fo = await accepted(client, id);
  must(await at(client, fo, 'ship'), 200);
  return deliver(client, id, fo);
};
const shipped = async (id: string): Promise<unknown> => {
  const fo = await first(id);
  must(await at(client, fo, 'ship'), 200);
  return deliver(client, id, fo);
};
const pickup = { method: 'STORE_PICKUP', pickupLocationId: 'near', lines: [['SHOE', 1]] as [string, number][] };
const placed = async (wanted: Wanted = {}, channel = 'shop'): Promise<string> => {
  const id = await place(client, wanted, channel);
  await offered(client, id);
  return id;
};

const stages: Record<string, Stage> = {
  offered: { until: () => placed(), then: brought, ends: 'COMPLETED' },
  accepted: {
    until: async () => {
      const id = await placed();
      await accepted(client, id);
      return id;
    },
    then: shipped,
    ends: 'COMPLETED',
  },
  'on its way': {
    until: async () => {
      const id = await placed();
      must(await at(client, await accepted(client, id), 'ship'), 200);
      return id;
    },
    then: async (id) => deliver(client, id, await first(id)),
    ends: 'COMPLETED',
  },
  held: {
    until: async () => {
      const id = await placed();
      await hold(client, id, { key: 'K' });
      return id;
    },
    then: async (id) => {
      must(await client.call('operator', `POST /v1/orders/${id}/holds/K/release`), 200);
      await brought(id);
    },
    ends: 'COMPLETED',
  },
  'ready for pickup': {
    until: async () => {
      const id = await placed(pickup);
      must(await at(client, await accepted(client, id), 'ready'), 200);
      return id;
    },
    then: async (id) => {
      const { body } = await client.call(
        'channel:shop',
        `GET /v1/fulfillment-orders/${(await first(id)).id}/pickup-code`,
      );
      must(await client.call('location:near', 'POST /v1/locations/near/redeem', { token: body['token'] }), 200);
    },
    ends: 'COMPLETED',
  },
  'awaiting its buyer': {
    until: async () => {
      const id = await placed(pickup);
      must(await at(client, await first(id), 'reject', { reason: 'OTHER' }), 200);
      return id;
    },
    then: async (id) =>
      must(await client.call('channel:shop', `POST /v1/orders/${id}/pickup-choice`, { cancel: true }), 200),
    ends: 'CANCELLED',
  },
  'without any location': {
    until: async () => {
      const id = await place(client, { lines: [['NOWHERE', 1]] });
      await attentionOf(client, id, 'NO_CANDIDATE');
      return id;
    },
    then: (id) => resolve(client, id, 'NO_CANDIDATE', 'CANCEL'),
    ends: 'CANCELLED',
  },
  'asked to stop': {
    until: async () => {
      const id = await placed();
      await accepted(client, id);
      must(await cancel(client, id), 200);
      return id;
    },
    then: async (id) => {
      const fo = await first(id);
      must(await client.call(`location:${fo.locationId}`, `POST /v1/cancellations/${fo.cancellation?.id}/agree`), 200);
    },
    ends: 'CANCELLED',
  },
  'its label being tried': {
    until: async () => {
      const id = await placed();
      await providers(client, id, { carrier: [{ mode: 'error', times: 4 }] });
      must(await at(client, await first(id), 'accept'), 200);
      return id;
    },
    then: async (id) => {
      // a call that died with its worker is repeated after its 30 seconds
      const fo = await until(
        () => first(id),
        (seen) => seen.waybills[0]?.status === 'CREATED',
        { seconds: 90, what: 'the label' },
      );
      await deliver(client, id, fo);
    },
    ends: 'COMPLETED',
  },
  'its refund refused': {
    until: async () => {
      const id = await placed();
      await providers(client, id, { payment: [{ mode: 'refuse' }] });
      must(await cancel(client, id), 200);
      await attentionOf(client, id, 'REFUND_REFUSED');
      return id;
    },
    then: async (id) =>
      must(
        await client.call('operator', `POST /v1/refunds/${(await see(client, id)).refunds[0]?.id}/settle-outside`, {
          reference: 'bank',
        }),
        200,
      ),
    ends: 'CANCELLED',
  },
  'its offer running out while nobody works': {
    until: () => placed({}, 'short'),
    then: (id) => resolve(client, id, 'ROUTING_EXHAUSTED', 'CANCEL'),
    ends: 'CANCELLED',
  },
};

/** Other texts for people and an additional query: harmless changes of new code. */
const newCode = () =>
  bundleEdited([
    { file: 'workflows/temporal-ui.ts', from: "'**Waits for**'", to: "'**Is waiting for**'" },
    {
      file: 'workflows/order.ts',
      from: '  setHandler(defineQuery<ViewAnswer>(viewQueryName)',
      to:
        "  setHandler(defineQuery<string>('codeOf'), () => 'another day');\n" +
        '  setHandler(defineQuery<ViewAnswer>(viewQueryName)',
    },
  ]);

/** The kinds of an order's events, and the workers of its tasks. */
async function storyOf(id: string): Promise<{ kinds: string[]; workers: Set<string> }> {
  const { events } = await system.temporal.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  const kinds = (events ?? []).map((e) => proto.temporal.api.enums.v1.EventType[e.eventType ?? 0] ?? '?');
  return {
    kinds,
    workers: new Set((events ?? []).flatMap((e) => e.workflowTaskCompletedEventAttributes?.identity ?? [])),
  };
}

test(`${orders} live orders in every stage are taken over by new code`, async () => {
  const taskQueue = `orders-${randomUUID()}`;
  const bundlePath = join(folder, 'new.js');
  writeFileSync(bundlePath, await newCode());
  const old = await startWorkerProcess(system, { taskQueue, bundlePath: process.env['TEST_WORKFLOW_BUNDLE'] ?? '' });
  const all = Array.from({ length: orders }, (_, i) => Object.values(stages)[i % Object.keys(stages).length] as Stage);
  const ids = await inLanes(all, 8, (stage) => stage.until());
  await old.kill();
  const fresh = await startWorkerProcess(system, { taskQueue, bundlePath });
  try {
    expect(await system.temporal.workflow.getHandle(workflowIdOf(ids[0] ?? '')).query('codeOf')).toBe('another day');
    await inLanes(all, 8, async (stage, i) => {
      await stage.then(ids[i] ?? '');
      await orderIn(client, ids[i] ?? '', stage.ends);
    });
    const stories = await inLanes(ids, 8, storyOf);
    expect(stories.flatMap((s) => s.kinds).filter((kind) => kind === 'EVENT_TYPE_WORKFLOW_TASK_FAILED')).toEqual([]);
    expect(stories.map((s) => s.workers.size)).toEqual(ids.map(() => 2));
  } finally {
    await fresh.kill();
  }
}, 600_000);
