// Orders on hold: by the audit, for a payment, by an operator.
import { accepted, at, deliver, hold, must, offered, orderIn, place } from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

async function goesOn(system: WholeSystem, id: string): Promise<string> {
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ship'), 200);
  return deliver(system, id, fo);
}
const release = async (system: WholeSystem, id: string, key: string): Promise<void> => {
  must(await system.call('operator', `POST /v1/orders/${id}/holds/${key}/release`), 200);
};
const paid = (status: string) => ({ payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 10_800, status }] });
const inASecond = (): string => new Date(Date.now() + 1000).toISOString();

export const holds: Branches = {
  'held at audit and released': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, {
        payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 1, status: 'CAPTURED' }],
      });
      await orderIn(system, id, 'ON_HOLD');
      await release(system, id, 'TOTALS_MISMATCH');
      return goesOn(system, id);
    },
  },
  'payment pending, then captured': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system, paid('PENDING'));
      await orderIn(system, id, 'ON_HOLD');
      must(
        await system.call('channel:shop', `POST /v1/orders/${id}/payments`, {
          paymentId: 'p1',
          status: 'CAPTURED',
          reference: 'later',
        }),
        200,
      );
      return goesOn(system, id);
    },
  },
  'payment pending for ever': { ends: 'CANCELLED', live: (system) => place(system, paid('PENDING'), 'unpaid') },
  'held by the operator while offered, released': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      await offered(system, id);
      await hold(system, id, { key: 'FRAUD' });
      await release(system, id, 'FRAUD');
      return goesOn(system, id);
    },
  },
  'held by the operator while accepted, released': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      const fo = await accepted(system, id);
      await hold(system, id, { key: 'FRAUD' });
      await release(system, id, 'FRAUD');
      must(await at(system, fo, 'ship'), 200);
      return deliver(system, id, fo);
    },
  },
  'a hold ends by itself in release': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      await offered(system, id);
      await hold(system, id, { key: 'WAIT', dueAt: inASecond(), dueAction: 'RELEASE' });
      return goesOn(system, id);
    },
  },
  'a hold ends by itself in cancelling': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await place(system);
      await offered(system, id);
      await hold(system, id, { key: 'WAIT', dueAt: inASecond(), dueAction: 'CANCEL' });
      return id;
    },
  },
  'address amended before the label': {
    ends: 'COMPLETED',
    live: async (system) => {
      const id = await place(system);
      await offered(system, id);
      must(
        await system.call('channel:shop', `PATCH /v1/orders/${id}`, {
          shipBy: new Date(Date.now() + 86_400_000).toISOString(),
        }),
        200,
      );
      return goesOn(system, id);
    },
  },
};
