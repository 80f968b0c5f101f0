// One observed order.
import { setTimeout as sleep } from 'node:timers/promises';
import type { FulfillmentSeen, OrderSeen } from './order-seen.ts';
import type { System } from './system.ts';

const pollMs = 150;
const patienceSeconds = 45;

/** `saw` gets every reading of the order, with a few words about the last event. */
export interface Play {
  system: System;
  orderId: string;
  number: string;
  saw: (order: OrderSeen, stage?: string) => void;
}

/** Reads the order as an operator. */
async function see(play: Play, stage?: string): Promise<OrderSeen> {
  const order = (await play.system.call('operator', `GET /v1/orders/${play.orderId}`)) as unknown as OrderSeen;
  play.saw(order, stage);
  return order;
}

/** Reports an event with the resulting status. */
export async function tell(play: Play, stage: string): Promise<void> {
  await see(play, stage);
}

/** Waits until the condition holds; throws when the order ends otherwise, or takes too long. */
export async function until(play: Play, what: string, holds: (order: OrderSeen) => boolean): Promise<OrderSeen> {
  for (const end = performance.now() + patienceSeconds * 1000; ;) {
    const order = await see(play);
    if (holds(order)) return order;
    const where = `the order is ${order.status}${order.attention.map((a) => ` (${a.reason})`).join('')}`;
    if (order.closedAt !== null) throw new Error(`waited for ${what}, but ${where} and over`);
    if (performance.now() > end)
      throw new Error(
        `waited ${patienceSeconds} s for ${what}: ` +
          `${where}${order.status === 'RECEIVED' ? '; does the worker run?' : ''}`,
      );
    await sleep(pollMs);
  }
}

/** Waits for a matching fulfillment order and returns the newest. */
export async function fulfillmentThat(
  play: Play,
  what: string,
  holds: (fo: FulfillmentSeen) => boolean,
): Promise<FulfillmentSeen> {
  const order = await until(play, what, ({ fulfillmentOrders }) => fulfillmentOrders.some(holds));
  const found = order.fulfillmentOrders.findLast(holds);
  if (!found) throw new Error(`there is no ${what}`);
  return found;
}
