// Orders that are cancelled: at once, by an intercept, too late, from Temporal UI.
import { workflowIdOf } from '../../../domain/order/ids.ts';
import {
  accepted,
  at,
  cancel,
  carrierSays,
  deliver,
  must,
  offered,
  orderIn,
  place,
  providers,
  resolve,
  see,
} from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

/** Accepted, with an open intercept. */
async function askedToStop(system: WholeSystem, channel = 'shop') {
  const id = await place(system, {}, channel);
  const fo = await accepted(system, id);
  must(await cancel(system, id, {}, channel), 200);
  return { id, fo, cancellation: (await see(system, id)).cancellations[0]?.id ?? '' };
}

export const cancellations: Branches = {
  'some units cancelled, the rest delivered': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, { lines: [['SHIRT', 3]] });
      await offered(system, id);
      must(await cancel(system, id, { lines: [{ lineId: 'L1', quantity: 1 }] }), 200);
      const fo = await accepted(system, id);
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'intercept refused: the parcel had left': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo, cancellation } = await askedToStop(system);
      must(await system.call('location:near', `POST /v1/cancellations/${cancellation}/refuse`, {}), 200);
      return deliver(system, id, fo);
    },
  },
  'intercept unanswered: label voided, goods in doubt': {
    ends: 'CANCELLED',
    live: async (system) => (await askedToStop(system, 'curt')).id,
  },
  'intercept unanswered, and the carrier has the parcel': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, {}, 'curt');
      const fo = await accepted(system, id);
      await providers(system, id, { carrier: [{ mode: 'refuse' }] });
      must(await cancel(system, id, {}, 'curt'), 200);
      return deliver(system, id, fo, { whenShipped: true });
    },
  },
  'the carrier answers the intercept by picking up': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await askedToStop(system);
      await carrierSays(system, fo, 'PICKED_UP');
      return deliver(system, id, fo);
    },
  },
  'cancelled after it had left': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await accepted(system, id);
      must(await at(system, fo, 'ship'), 200);
      must(await cancel(system, id), 409);
      must(await cancel(system, id, { kind: 'NOTICE' }), 200);
      await resolve(system, id, 'CANCELLED_AFTER_SHIP', 'DONE');
      return deliver(system, id, fo);
    },
  },
  'cancelled at the channel when it was over': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await accepted(system, id);
      must(await at(system, fo, 'ship'), 200);
      await deliver(system, id, fo);
      await orderIn(system, id, 'COMPLETED');
      must(await cancel(system, id, { kind: 'NOTICE' }), 200);
      await resolve(system, id, 'CANCELLED_AFTER_SHIP', 'DONE');
      return id;
    },
  },
  'cancelled in Temporal UI while offered': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await place(system);
      await offered(system, id);
      await system.temporal.workflow.getHandle(workflowIdOf(id)).cancel();
      return id;
    },
  },
};
