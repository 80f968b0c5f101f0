// The need per product and a candidate's stock of it. Lines of the same product draw on the same stock.
import { itemAt } from '../values/list.ts';
import { ownValue } from '../values/record.ts';
import type { Candidate, LineNeed } from './request.ts';

/** The units in stock at a candidate, without regard to the need; never negative. */
export function stockOf(candidate: Candidate, sku: string): number {
  return Math.max(0, ownValue(candidate.available, sku) ?? 0);
}

/** The lines, the product of each as an index of `skus`, and the `total` need of each product. */
export interface Needs {
  lines: readonly LineNeed[];
  skus: string[];
  skuOf: number[];
  total: number[];
}

const known = new WeakMap<readonly LineNeed[], Needs>();

/** The needs of a list of lines; computed once per list. */
export function needsOf(lines: readonly LineNeed[]): Needs {
  const needs = known.get(lines) ?? newNeeds(lines);
  known.set(lines, needs);
  return needs;
}

function newNeeds(lines: readonly LineNeed[]): Needs {
  const skus = [...new Set(lines.map((line) => line.sku))];
  const skuOf = lines.map((line) => skus.indexOf(line.sku));
  const total = skus.map(() => 0);
  for (const [at, line] of lines.entries()) {
    const sku = itemAt(skuOf, at);
    total[sku] = itemAt(total, sku) + line.quantity;
  }
  return { lines, skus, skuOf, total };
}
