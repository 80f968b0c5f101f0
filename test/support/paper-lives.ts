// Lives of orders without Temporal: messages go straight to the transaction that the workflow would call.
import type { MikroORM } from '@mikro-orm/postgresql';
import { acceptOrders } from '../../db/order/take-in-orders.ts';
import type { Handled } from '../../domain/handle.ts';
import { handleMessage } from '../../db/order/handle-message.ts';
import { pickupKeys } from '../../auth/pickup-code.ts';
import { publicId } from '../../domain/order/ids.ts';
import type { Message, MessageName, Messages } from '../../domain/order/messages.ts';
import { canaryAddress } from './orders.ts';
import { testPepper } from './retailer.ts';

export interface Placed {
  id: string;
  number: string;
  hash: string;
}
export interface PlaceWish {
  number: string;
  lines: [sku: string, quantity: number][];
  pickupAt?: string;
  points?: number;
}
export interface Lives {
  place: (wish: PlaceWish) => Promise<Placed>;
  /** Sends the message; throws when a rule refuses it. */
  say: <N extends MessageName>(order: Placed, name: N, body: Messages[N]) => Promise<Handled>;
  /** The proof of the buyer's right code. */
  proofOf: (order: Placed, fulfillmentOrderId: string) => string;
}

const unitPriceMinor = 1999;
const shippingMinor = 801;

/** Orders of the channel `shop`, paid by card and, optionally, points. */
export function startLives(orm: MikroORM): Lives {
  const keys = pickupKeys(testPepper, 'k1');
  let said = 0;
  return {
    place: (wish) => place(orm, wish),
    say: async (order, name, body) => {
      said += 1;
      const taken = await handleMessage({ orm, pickupKeys: keys }, order.id, {
        id: `said-${said}`,
        by: 'test',
        name,
        body,
      } as Message);
      if (taken.refusal) throw new Error(`${name}: ${taken.refusal.code}, ${taken.refusal.detail}`);
      return taken;
    },
    proofOf: (order, fulfillmentOrderId) => {
      const id = publicId(order.id, fulfillmentOrderId);
      return keys.proofOf(id, keys.derive(id, 1).digits);
    },
  };
}

async function place(orm: MikroORM, { number, lines, pickupAt, points = 0 }: PlaceWish): Promise<Placed> {
  const total = lines.reduce((sum, [, quantity]) => sum + quantity * unitPriceMinor, shippingMinor);
  const payment = (paymentId: string, fundSource: 'BUYER' | 'POINTS', amountMinor: number) => ({
    paymentId,
    tender: fundSource,
    fundSource,
    amountMinor,
    status: 'CAPTURED' as const,
    reference: null,
  });
  const [answer] = await acceptOrders(orm.em.fork(), [
    {
      channelId: 'shop',
      order: {
        channelOrderNumber: number,
        placedAt: Date.now(),
        currency: 'CNY',
        method: pickupAt ? 'STORE_PICKUP' : 'HOME_DELIVERY',
        pickupLocationId: pickupAt ?? null,
        buyer: { id: 'b1' },
        address: canaryAddress,
        lines: lines.map(([sku, quantity], at) => ({
          lineId: `L${at + 1}`,
          sku,
          quantity,
          unitPriceMinor,
          listPriceMinor: unitPriceMinor,
          gift: false,
          giftForLineId: null,
        })),
        discounts: [],
        shippingMinor,
        payments: [payment('p1', 'BUYER', total - points), ...(points > 0 ? [payment('p2', 'POINTS', points)] : [])],
        buyerNote: null,
        shipBy: null,
        distributor: null,
        references: {},
      },
    },
  ]);
  if (answer?.kind !== 'ACCEPTED') throw new Error(`${number} was not accepted: ${JSON.stringify(answer)}`);
  return { id: answer.orderId, number, hash: answer.contentHash };
}
