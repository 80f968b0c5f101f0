// The intake of an order: once, twice, or a second time with another content; and the sandbox's behavior for it.
import type { OrderBody } from '../olist/convert.ts';
import type { Dice } from './random.ts';
import type { Answer } from './system.ts';
import type { Stage } from './stage.ts';

export type Placed = { id: string; hash: string } | { problem: string };

/** Sends the order; a repeat must get the same answer, another content under its number a conflict. */
export async function place(
  { system, tally }: Pick<Stage, 'system' | 'tally'>,
  order: OrderBody,
  dice: (decision: string) => Dice,
): Promise<Placed> {
  const how = dice('place').weighted({ once: 88, twiceAtOnce: 6, again: 3, changed: 3 });
  const send = async (body: OrderBody): Promise<Answer> => system.call('channel', 'POST /v1/orders', { body });
  const [first, second] = how === 'twiceAtOnce' ? await Promise.all([send(order), send(order)]) : [await send(order)];
  for (const answer of [first, second]) if (answer) tally.note('POST /v1/orders', answer, []);
  if (first.status !== 201 && first.status !== 200)
    return { problem: `was not accepted: ${first.status} ${first.code} ${first.detail}` };
  const { id, contentHash } = first.body as { id: string; contentHash: string };
  const behavior = mischief(dice('mischief'));
  if (behavior) await system.sandbox(`PUT /behaviors/${id}`, behavior);
  const later = how === 'again' ? await send(order) : second;
  if (later && later.body['id'] !== id) return { problem: `became two orders: ${id} and ${String(later.body['id'])}` };
  const changed = how === 'changed' ? await send({ ...order, shippingMinor: (order.shippingMinor ?? 0) + 1 }) : null;
  if (changed && changed.code !== 'ORDER_CONFLICT')
    return { problem: `another content under its number was answered with ${changed.status} ${changed.code}` };
  return { id, hash: contentHash };
}

/** The faults of carrier and payment provider for this order; mostly none. */
function mischief(dice: Dice): object | null {
  const carrier = {
    fine: null,
    refuse: [{ mode: 'refuse' }],
    error: [{ mode: 'error', times: 2 }],
    lost: [{ mode: 'lost-answer' }],
  }[dice.weighted({ fine: 88, refuse: 4, error: 4, lost: 4 })];
  const payment = {
    fine: null,
    refuse: [{ mode: 'refuse' }],
    error: [{ mode: 'error', times: 2 }],
    lost: [{ mode: 'lost-answer' }],
  }[dice.weighted({ fine: 80, refuse: 8, error: 6, lost: 6 })];
  return carrier === null && payment === null ? null : { ...(carrier && { carrier }), ...(payment && { payment }) };
}
