import type { Message } from '../domain/messages.ts';
import { takeMessage, type OrderDeps, type Taken } from '../db/order-transaction.ts';
import { orBug } from './failures.ts';

export type { Taken };

/**
 * Our own database: one transaction each. Both may run twice: a message is taken once and answered alike ever after.
 */
export function orderActivities(deps: OrderDeps) {
  const take = (orderId: string, message: Message): Promise<Taken> => orBug(() => takeMessage(deps, orderId, message));
  return {
    /** Audit, holds or routing, reservation, offers: in one transaction. */
    prepareOrder: take,
    /** Whatever was said, by people, the clock or the outside. */
    recordMessage: take,
  };
}
