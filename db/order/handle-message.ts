// One message: one read, one decision, one write, and a further read per routing. The version guard replaces a
// transaction. Orders change only here after intake.
import type { MikroORM } from '@mikro-orm/postgresql';
import { crashPoint, crashUnheard } from '../../crash-points.ts';
import { applyRouting, closeMessage, openMessage, routingNeeded, type Handled } from '../../domain/handle.ts';
import type { PickupCodeVerifier } from '../../domain/order/change.ts';
import type { MessageName, MessageOf } from '../../domain/order/messages.ts';
import { isExternal } from '../../domain/rules/index.ts';
import { readCandidates } from '../sourcing/candidates.ts';
import { orderWriteOf, refusalWrite, type OrderWrite } from './order-write.ts';
import type { JustWritten } from './just-written.ts';
import { readOrder, type StoredOrder } from './read-order.ts';
import { Overtaken, writeOrder } from './write-order.ts';

export interface OrderDeps {
  orm: MikroORM;
  pickupKeys: PickupCodeVerifier;
  /** Stores written orders for the effects that follow. */
  justWritten?: JustWritten;
}

const maxAttempts = 8;

/** The order does not exist. */
export class OrderUnknown extends Error {}

/**
 * Handles a message; the same id again changes nothing and gets the same answer. Throws Overtaken when other writers
 * were faster in every attempt, and database errors (both are to be retried), and OrderUnknown when there is no such
 * order.
 */
export async function handleMessage<N extends MessageName>(
  deps: OrderDeps,
  orderId: string,
  message: MessageOf<N>,
): Promise<Handled<N>> {
  for (let attempt = 1; ; attempt++) {
    const { handled, write, after } = await decide(deps, orderId, message);
    if (!write) return handled;
    try {
      crashPoint('before', `commit ${message.name}`);
      await crashUnheard(`commit ${message.name}`, writeOrder(deps.orm.em.fork(), write));
      crashPoint('after', `commit ${message.name}`);
      if (after) deps.justWritten?.keep(after);
      return handled;
    } catch (error) {
      if (!(error instanceof Overtaken) || attempt === maxAttempts) throw error;
    }
  }
}

/** `write` is null when nothing is to be written; `after` is the order after the write. */
interface Decision<N extends MessageName> {
  handled: Handled<N>;
  write: OrderWrite | null;
  after?: StoredOrder;
}

async function decide<N extends MessageName>(
  { orm, pickupKeys }: OrderDeps,
  orderId: string,
  message: MessageOf<N>,
): Promise<Decision<N>> {
  const read = await readOrder(orm.em.fork(), orderId, message);
  if (!read) throw new OrderUnknown(`no order ${orderId}`);
  const opened = openMessage(read, message, pickupKeys);
  if (opened.kind === 'REFUSED' && isExternal(message.name))
    return { handled: opened.handled, write: refusalWrite(read, message, opened.handled.refusal) };
  if (opened.kind !== 'CHANGE') return { handled: opened.handled, write: null };
  for (let need = routingNeeded(opened); need; need = routingNeeded(opened))
    applyRouting(opened, need, await readCandidates(orm.em.fork(), need));
  const handled = closeMessage(opened);
  const after = { ...read, order: opened.change.order, previousAnswer: null, keyReused: false };
  return { handled, write: orderWriteOf(read, opened), after };
}
