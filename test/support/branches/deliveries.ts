// Parcels: labels that fail or change, parcels that are late, lost, silent or returned.
import {
  accepted,
  at,
  attentionOf,
  carrierSays,
  deliver,
  must,
  offered,
  orderThat,
  place,
  providers,
  resolve,
  type FulfillmentSeen,
} from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

async function shipped(system: WholeSystem, channel = 'shop'): Promise<{ id: string; fo: FulfillmentSeen }> {
  const id = await place(system, {}, channel);
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ship'), 200);
  return { id, fo };
}

/** An order whose label the carrier has refused. */
async function unlabelled(system: WholeSystem): Promise<{ id: string; fo: FulfillmentSeen }> {
  const id = await place(system);
  await providers(system, id, { carrier: [{ mode: 'refuse' }] });
  const fo = await offered(system, id);
  must(await at(system, fo, 'accept'), 200);
  await attentionOf(system, id, 'LABEL_FAILED');
  return { id, fo };
}

const voided = (system: WholeSystem, id: string) =>
  orderThat(
    system,
    id,
    (o) => o.fulfillmentOrders.some((f) => f.waybills.some((w) => w.status === 'VOIDED')),
    'a voided label',
  );

export const deliveries: Branches = {
  'label refused, number typed in': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await unlabelled(system);
      must(await at(system, fo, 'waybill', { trackingNumber: `typed-${id}` }), 200);
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'label refused, tried again': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await unlabelled(system);
      await resolve(system, id, 'LABEL_FAILED', 'RETRY');
      await orderThat(
        system,
        id,
        (o) => o.fulfillmentOrders[0]?.waybills.at(-1)?.status === 'CREATED',
        'the second label',
      );
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'label refused, given up': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await unlabelled(system);
      must(await at(system, fo, 'give-up', { reason: 'OTHER' }), 200);
      const next = await accepted(system, id);
      must(await at(system, next, 'ship'), 200);
      return deliver(system, id, next);
    },
  },
  'another carrier, first label voided': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await accepted(system, id);
      must(await at(system, fo, 'waybill', { carrier: 'express' }), 200);
      await voided(system, id);
      await orderThat(
        system,
        id,
        (o) => o.fulfillmentOrders[0]?.waybills.at(-1)?.status === 'CREATED',
        'the second label',
      );
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'label voided, shipped with a typed number': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await accepted(system, id);
      must(await system.call('location:near', `DELETE /v1/fulfillment-orders/${fo.id}/waybill`), 200);
      await voided(system, id);
      must(await at(system, fo, 'ship', { carrier: 'sandbox', trackingNumber: `by-hand-${id}` }), 200);
      return deliver(system, id, fo);
    },
  },
  'carrier fails twice, then makes the label': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      await providers(system, id, { carrier: [{ mode: 'error', times: 2 }] });
      const fo = await accepted(system, id);
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'delivered before it was said to be shipped': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      return deliver(system, id, await accepted(system, id));
    },
  },
  'shipped late after waiting longer': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, {}, 'late');
      const fo = await accepted(system, id);
      await resolve(system, id, 'SHIP_LATE', 'WAIT');
      await attentionOf(system, id, 'SHIP_LATE');
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'shipped late, taken away, shipped by the next': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, {}, 'late');
      const fo = await accepted(system, id);
      await attentionOf(system, id, 'SHIP_LATE');
      must(await system.call('operator', `POST /v1/fulfillment-orders/${fo.id}/take-away`), 200);
      const next = await accepted(system, id);
      must(await at(system, next, 'ship'), 200);
      return deliver(system, id, next);
    },
  },
  'parcel lost, refunded': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shipped(system);
      await carrierSays(system, fo, 'LOST');
      await resolve(system, id, 'PARCEL_LOST', 'REFUND');
      return id;
    },
  },
  'parcel lost, sent once more': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shipped(system);
      await carrierSays(system, fo, 'LOST');
      await resolve(system, id, 'PARCEL_LOST', 'RESHIP');
      const again = await accepted(system, id);
      must(await at(system, again, 'ship'), 200);
      return deliver(system, id, again);
    },
  },
  'parcel refused at the door and returned': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shipped(system);
      await carrierSays(system, fo, 'PICKED_UP');
      await carrierSays(system, fo, 'RETURNING');
      await carrierSays(system, fo, 'RETURNED');
      return id;
    },
  },
  'parcel silent, then delivered': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shipped(system, 'silent');
      await resolve(system, id, 'PARCEL_SILENT', 'WAIT');
      await attentionOf(system, id, 'PARCEL_SILENT');
      return deliver(system, id, fo);
    },
  },
  'parcel silent, given up for lost': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id } = await shipped(system, 'silent');
      await resolve(system, id, 'PARCEL_SILENT', 'LOST');
      return id;
    },
  },
};
