import type { Message } from '../domain/order/messages.ts';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import type { Handled } from '../domain/handle.ts';
import { classifyErrors } from './failures.ts';

export type { Handled };

/**
 * Our own database: one transaction each. Both may run twice: a message is taken once and answered alike ever after.
 */
export function orderActivities(deps: OrderDeps) {
  const take = (orderId: string, message: Message): Promise<Handled> =>
    classifyErrors(() => handleMessage(deps, orderId, message));
  return {
    /** Audit, holds or routing, reservation, offers: in one transaction. */
    prepareOrder: take,
    /** Whatever was said, by people, the clock or the outside. */
    recordMessage: take,
  };
}
