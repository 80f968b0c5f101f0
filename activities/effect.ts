// The shape of every effect: take what is owed, do it outside under its own idempotency key, write what came of it.
// Safe to run twice.
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import { readOrder, type StoredOrder } from '../db/order/read-order.ts';
import { publicId } from '../domain/order/ids.ts';
import type { Message, MessageName, Messages } from '../domain/order/messages.ts';
import { viewOf, type OrderView } from '../domain/order/view.ts';
import { classifyErrors } from './failures.ts';

/** `version`: the order's, as the workflow knows it. */
export interface EffectRef {
  orderId: string;
  id: string;
  version: number;
}
export type Result = { [N in MessageName]: { name: N; body: Messages[N] } }[MessageName];

/** Runs one effect: `act` gives the message that says what came of it, or null when nothing is owed any more. */
export function effect(
  deps: OrderDeps,
  act: (stored: StoredOrder, ref: EffectRef & { key: string }) => Promise<Result | null>,
): (ref: EffectRef) => Promise<OrderView> {
  return (ref) =>
    classifyErrors(async () => {
      const { orderId, id, version } = ref;
      const stored = deps.justWritten?.take(orderId, version) ?? (await readOrder(deps.orm.em.fork(), orderId));
      if (!stored) throw new Error(`no order ${orderId}`);
      const result = await act(stored, { ...ref, key: publicId(orderId, id) });
      if (!result) return viewOf(stored.order);
      const message = { id: `${result.name}-${id}-${stored.order.version}`, by: 'baton', ...result } as Message;
      return (await handleMessage(deps, orderId, message)).view;
    });
}
