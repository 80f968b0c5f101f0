// The shape of every effect: read the open work, call the outside system under an idempotency key, send the result as a
// message. Safe to run twice.
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import { readOrder, type StoredOrder } from '../db/order/read-order.ts';
import { publicId } from '../domain/order/ids.ts';
import type { Message, MessageName, Messages } from '../domain/order/messages.ts';
import { viewOf, type OrderView } from '../domain/order/view.ts';
import { classifyErrors } from './failures.ts';

/** `version`: the order's version in the workflow's view. */
export interface EffectRef {
  orderId: string;
  id: string;
  version: number;
}
export type Result = { [N in MessageName]: { name: N; body: Messages[N] } }[MessageName];

/** Runs one effect: `act` returns the message with the result, or null when nothing is to be done any more. */
export function effect(
  deps: OrderDeps,
  act: (stored: StoredOrder, ref: EffectRef & { key: string }) => Promise<Result | null>,
): (ref: EffectRef) => Promise<OrderView> {
  return (ref) =>
    classifyErrors(deps, async () => {
      const { orderId, id, version } = ref;
      const stored = deps.justWritten?.take(orderId, version) ?? (await readOrder(deps.orm.em.fork(), orderId));
      if (!stored) throw new Error(`no order ${orderId}`);
      const result = await act(stored, { ...ref, key: publicId(orderId, id) });
      if (!result) return viewOf(stored.order);
      const message = { id: `${result.name}-${id}-${stored.order.version}`, by: 'baton', ...result } as Message;
      return (await handleMessage(deps, orderId, message)).view;
    });
}
