// Payments and refunds: cash at the door, voided authorizations, refunds that are refused, late, by hand or by the
// channel.
import {
  accepted,
  at,
  attentionOf,
  cancel,
  deliver,
  must,
  offered,
  place,
  providers,
  resolve,
  see,
} from '../orders.ts';
import type { WholeSystem } from '../whole-system.ts';
import type { Branches } from './branch.ts';

const paid = (status: string) => ({
  payments: [{ paymentId: 'p1', tender: 'CARD', amountMinor: 10_800, status, reference: 'ref-1' }],
});

async function shippedFor(system: WholeSystem, payment: object) {
  const id = await place(system, payment);
  const fo = await accepted(system, id);
  must(await at(system, fo, 'ship'), 200);
  return { id, fo };
}

/** Offered and cancelled, with this behavior of the payment provider. */
async function cancelledWhile(system: WholeSystem, payment: object[], channel = 'shop'): Promise<string> {
  const id = await place(system, {}, channel);
  await providers(system, id, { payment });
  await offered(system, id);
  must(await cancel(system, id, {}, channel), 200);
  return id;
}
const refundOf = async (system: WholeSystem, id: string): Promise<string> =>
  (await see(system, id)).refunds[0]?.id ?? '';

export const money: Branches = {
  'cash paid at the door': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shippedFor(system, paid('ON_DELIVERY'));
      must(
        await system.call('channel:shop', `POST /v1/orders/${id}/payments`, {
          paymentId: 'p1',
          status: 'CAPTURED',
          reference: 'till',
        }),
        200,
      );
      return deliver(system, id, fo);
    },
  },
  'cash never paid, written off': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shippedFor(system, paid('ON_DELIVERY'));
      await deliver(system, id, fo);
      await resolve(system, id, 'COD_UNPAID', 'WRITE_OFF');
      return id;
    },
  },
  'authorization given up': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await place(system, paid('AUTHORIZED'));
      await offered(system, id);
      must(await cancel(system, id), 200);
      return id;
    },
  },
  'refund refused, then paid': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await cancelledWhile(system, [{ mode: 'refuse' }]);
      await attentionOf(system, id, 'REFUND_REFUSED');
      must(await system.call('operator', `POST /v1/refunds/${await refundOf(system, id)}/retry`), 200);
      return id;
    },
  },
  'refund refused, settled outside': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await cancelledWhile(system, [{ mode: 'refuse' }]);
      await attentionOf(system, id, 'REFUND_REFUSED');
      must(
        await system.call('operator', `POST /v1/refunds/${await refundOf(system, id)}/settle-outside`, {
          reference: 'bank-1',
        }),
        200,
      );
      return id;
    },
  },
  'provider fails, loses its answer, then has paid once': {
    ends: 'CANCELLED',
    live: (system) => cancelledWhile(system, [{ mode: 'error' }, { mode: 'lost-answer' }]),
  },
  'provider away for long: finance is told': {
    ends: 'CANCELLED',
    live: async (system) => {
      const id = await cancelledWhile(system, [{ mode: 'error', times: 3 }], 'watched');
      await attentionOf(system, id, 'REFUND_PENDING');
      return id;
    },
  },
  'refunded in part by hand': {
    ends: 'COMPLETED',
    live: async (system) => {
      const { id, fo } = await shippedFor(system, {});
      must(
        await system.call('operator', `POST /v1/orders/${id}/refunds`, {
          paymentId: 'p1',
          amountMinor: 500,
          reason: 'scratched',
        }),
        200,
      );
      return deliver(system, id, fo);
    },
  },
  'refunded by the channel itself': { ends: 'CANCELLED', live: (system) => cancelledWhile(system, [], 'own') },
};
