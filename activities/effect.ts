// The shape of every effect: read what is owed, do it outside under its own idempotency key, write what came of it.
// Safe to run twice.
import { loadOrder, type Loaded } from '../db/order/order-store.ts';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import { publicId } from '../domain/order/ids.ts';
import type { Message, MessageName, Messages } from '../domain/order/messages.ts';
import { viewOf, type OrderView } from '../domain/order/view.ts';
import { classifyErrors } from './failures.ts';

export interface EffectRef {
  orderId: string;
  id: string;
}
export type Result = { [N in MessageName]: { name: N; body: Messages[N] } }[MessageName];

/** Runs one effect: `act` gives the message that says what came of it, or null when nothing is owed any more. */
export function effect(
  deps: OrderDeps,
  act: (loaded: Loaded, ref: EffectRef & { key: string }) => Promise<Result | null>,
): (ref: EffectRef) => Promise<OrderView> {
  return (ref) =>
    classifyErrors(async () => {
      const loaded = await loadOrder(deps.orm.em.fork(), ref.orderId);
      if (!loaded) throw new Error(`no order ${ref.orderId}`);
      const result = await act(loaded, { ...ref, key: publicId(ref.orderId, ref.id) });
      if (!result) return viewOf(loaded.order);
      const message = { id: `${result.name}-${ref.id}-${loaded.order.version}`, by: 'baton', ...result } as Message;
      return (await handleMessage(deps, ref.orderId, message)).view;
    });
}
