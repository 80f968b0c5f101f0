// Who may sell what of a logical warehouse, as data: the most specific rule speaks, and of equals the earlier.

/**
 * What a rule gives a channel (a shop is a channel here): so many units, taken first and in this order; a part of what
 * is then left, in basis points; or a place at the common table. What a rule gives to nobody is shared.
 */
export type ChannelAllocation = { channelId: string } & (
  | { kind: 'FIXED'; quantity: number }
  | { kind: 'PERCENT'; basisPoints: number }
  | { kind: 'SHARED' }
);

/** Speaks for a warehouse and the warehouses inside it: for all products, one category, or one product. */
export interface AllocationRule {
  warehouseId: string;
  category: string | null;
  sku: string | null;
  allocations: ChannelAllocation[];
}

/** A logical warehouse; `parentId` is the one that it is inside of. */
export interface Warehouse {
  id: string;
  parentId: string | null;
}
export interface Product {
  sku: string;
  category: string;
}

/**
 * The rule for a product of a warehouse: product before category before all, of equals the warehouse's own before the
 * one that it is inside of, then the earlier; null when none speaks.
 */
export function ruleFor(
  rules: readonly AllocationRule[],
  warehouse: Warehouse,
  product: Product,
): AllocationRule | null {
  const speaking = rules.filter((rule) => applies(rule, warehouse, product));
  // a stable sort: of equals the earlier
  const [first] = speaking.toSorted((a, b) => specificity(b, warehouse) - specificity(a, warehouse));
  return first ?? null;
}

const applies = (rule: AllocationRule, warehouse: Warehouse, product: Product): boolean =>
  (rule.warehouseId === warehouse.id || rule.warehouseId === warehouse.parentId) &&
  (rule.sku === null || rule.sku === product.sku) &&
  (rule.category === null || rule.category === product.category);

const specificity = (rule: AllocationRule, warehouse: Warehouse): number =>
  (rule.sku !== null ? 4 : rule.category !== null ? 2 : 0) + (rule.warehouseId === warehouse.id ? 1 : 0);
