// An order's parts have short ids; the public id of a part is the order's id, a dash and the short id: 0198…-f1.
import type { Order } from './order.ts';

type Lists = { [K in keyof Order]: Order[K] extends { id: string }[] ? K : never }[keyof Order];

const prefixes = {
  fulfillmentOrders: 'f',
  offers: 'o',
  holds: 'h',
  attentions: 'a',
  cancellations: 'c',
  pickupCodes: 'g',
  waybills: 'w',
  refunds: 'r',
  exclusions: 'x',
  fulfillmentLines: 'i',
} as const satisfies Partial<Record<Lists, string>>;

/** The next free id of a list that only grows; deterministic, so that a repeated change gives the same id. */
export function nextId(order: Order, list: keyof typeof prefixes): string {
  return `${prefixes[list]}${order[list].length + 1}`;
}

/** The public id of a part of an order. */
export const publicId = (orderId: string, partId: string): string => `${orderId}-${partId}`;

/**
 * The public id of the subject of a wait, an attention or a timeline entry: a part by its public id, the order by its
 * own.
 */
export const publicSubject = (orderId: string, subjectId: string): string =>
  /^[a-z]\d+$/.test(subjectId) ? publicId(orderId, subjectId) : subjectId;

/** Splits a public id; null when the text is not one. */
export function parsePublicId(id: string): { orderId: string; partId: string } | null {
  const match = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})-([a-z]\d{1,6})$/.exec(id);
  return match ? { orderId: match[1] as string, partId: match[2] as string } : null;
}

/** The id of an order's workflow in Temporal. */
export const workflowIdOf = (orderId: string): string => `order:${orderId}`;
