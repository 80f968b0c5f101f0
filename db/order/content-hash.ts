// Hashes of an order's content, one per field, so that a conflict names the fields that differ.
import { hash } from 'node:crypto';
import type { IntakeOrder } from '../../domain/intake/new-order.ts';
import { orderNumberKey } from '../../domain/values/names.ts';

/** A hash per field of the canonical order: a conflict names the differing fields without storing them twice. */
export function fieldHashes(order: IntakeOrder): Record<string, string> {
  const canonical = {
    ...order,
    channelOrderNumber: orderNumberKey(order.channelOrderNumber),
    lines: order.lines.toSorted((a, b) => (a.lineId < b.lineId ? -1 : 1)),
    payments: order.payments.toSorted((a, b) => (a.paymentId < b.paymentId ? -1 : 1)),
  };
  return Object.fromEntries(
    Object.entries(canonical)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([field, value]) => [field, sha256(JSON.stringify(sortKeys(value))).slice(0, 16)]),
  );
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, v]) => v !== undefined && v !== null)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sortKeys(v)]),
  );
}

/** One hash over the fields' hashes: orders with the same hash have the same content. */
export const contentHashOf = (fields: Record<string, string>): string => sha256(JSON.stringify(fields));

const sha256 = (text: string): string => hash('sha256', text);
