import type { Message } from '../domain/order/messages.ts';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import type { Handled } from '../domain/handle.ts';
import { classifyErrors } from './failures.ts';

export type { Handled };

/**
 * The activities on our own database. Both are safe to run twice: a message is handled once, and a repeat gets the same
 * answer.
 */
export function orderActivities(deps: OrderDeps) {
  const take = (orderId: string, message: Message): Promise<Handled> =>
    classifyErrors(deps, () => handleMessage(deps, orderId, message));
  return {
    /** Handles the first message: audit, holds or routing, reservations, offers. */
    prepareOrder: take,
    /** Handles any other message, from people, the clock or outside systems. */
    recordMessage: take,
  };
}
