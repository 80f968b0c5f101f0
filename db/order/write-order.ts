// One change of an order, written by one call of write_order: all of it or nothing.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { OrderWrite } from './order-write.ts';

/** Another call has written the order or its counters since they were read: read and decide again. */
export class Overtaken extends Error {}

/** Conditions that write_order raises, in a class that PostgreSQL never uses. */
const overtakenCodes = new Set(['BT001', 'BT002', 'BT003']);
/** Constraints that fail when the message or a stock cause was written in the meantime, or a counter fell below 0. */
const overtakenConstraints = new Set(['order_message_pkey', 'stock_ledger_pkey', 'stock_counts_ck']);

/** Writes the change; throws Overtaken when another call was faster, and nothing is written then. */
export async function writeOrder(em: EntityManager, write: OrderWrite): Promise<void> {
  try {
    await em.execute('select write_order(?::jsonb)', [JSON.stringify(write)]);
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    throw new Overtaken((error as Error).message.split('\n')[0], { cause: error });
  }
}

function isOvertaken(error: unknown): boolean {
  const { code = '', constraint = '' } = error as { code?: string; constraint?: string };
  return overtakenCodes.has(code) || overtakenConstraints.has(constraint);
}
