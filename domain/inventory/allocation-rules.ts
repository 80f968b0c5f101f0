// Rules that allocate the stock of a logical warehouse to channels. The most specific rule applies; among rules of the
// same specificity the earlier one.

/**
 * One allocation of a rule to a channel (a shop is a channel, too): a fixed quantity, taken first and in this order; a
 * percentage of the remainder, in basis points; or access to the shared remainder. Stock that no allocation takes is
 * shared.
 */
export type ChannelAllocation = { channelId: string } & (
  | { kind: 'FIXED'; quantity: number }
  | { kind: 'PERCENT'; basisPoints: number }
  | { kind: 'SHARED' }
);

/** A rule for a warehouse and the warehouses inside it: for all products, one category, or one product. */
export interface AllocationRule {
  warehouseId: string;
  category: string | null;
  sku: string | null;
  allocations: ChannelAllocation[];
}

/** A logical warehouse; `parentId` names the warehouse that contains it. */
export interface Warehouse {
  id: string;
  parentId: string | null;
}
export interface CategorizedProduct {
  sku: string;
  category: string;
}

/**
 * The rule for a product of a warehouse: a rule for the product wins over one for its category, and that over one for
 * all; then the warehouse's own rule wins over its parent's, then the earlier one. Null when no rule applies.
 */
export function ruleFor(
  rules: readonly AllocationRule[],
  warehouse: Warehouse,
  product: CategorizedProduct,
): AllocationRule | null {
  const speaking = rules.filter((rule) => applies(rule, warehouse, product));
  // a stable sort keeps the earlier rule first
  const [first] = speaking.toSorted((a, b) => specificity(b, warehouse) - specificity(a, warehouse));
  return first ?? null;
}

const applies = (rule: AllocationRule, warehouse: Warehouse, product: CategorizedProduct): boolean =>
  (rule.warehouseId === warehouse.id || rule.warehouseId === warehouse.parentId) &&
  (rule.sku === null || rule.sku === product.sku) &&
  (rule.category === null || rule.category === product.category);

const specificity = (rule: AllocationRule, warehouse: Warehouse): number =>
  (rule.sku !== null ? 4 : rule.category !== null ? 2 : 0) + (rule.warehouseId === warehouse.id ? 1 : 0);
