// The allocation of one product to channels over all warehouses, by the rules in force.
import { divide } from './division.ts';
import { splitLocationStock, type WarehouseShare } from './warehouse-shares.ts';
import { ruleFor, type AllocationRule, type CategorizedProduct, type Warehouse } from './allocation-rules.ts';

/**
 * Locations that belong to the same warehouses with the same shares form one group; `units` is their sellable stock
 * since the rules came into force, sold or not.
 */
export interface StockGroup {
  warehouseShares: WarehouseShare[];
  units: number;
}

/**
 * `own` has an entry for every channel that a rule allocates stock to, even 0; of these only the channels in
 * `alsoShared` may also sell the shared remainder. All other channels sell the shared remainder.
 */
export interface ProductAllocations {
  own: Map<string, number>;
  alsoShared: Set<string>;
  shared: number;
}

/** The rules in force and the warehouses they name. */
export interface Allotment {
  rules: AllocationRule[];
  warehouses: Map<string, Warehouse>;
}

/** Allocates a product's units; the channels' own parts and the shared remainder add up to all units exactly. */
export function allocateProduct(
  { rules, warehouses }: Allotment,
  product: CategorizedProduct,
  places: readonly StockGroup[],
): ProductAllocations {
  const result: ProductAllocations = { own: new Map(), alsoShared: new Set(), shared: 0 };
  for (const [warehouseId, units] of unitsPerWarehouse(places)) {
    const warehouse = warehouseId === null ? undefined : warehouses.get(warehouseId);
    const rule = warehouse ? ruleFor(rules, warehouse, product) : null;
    const { own, shared } = divide(units, rule?.allocations ?? []);
    for (const [channelId, part] of own) result.own.set(channelId, (result.own.get(channelId) ?? 0) + part);
    for (const { kind, channelId } of rule?.allocations ?? []) if (kind === 'SHARED') result.alsoShared.add(channelId);
    result.shared += shared;
  }
  return result;
}

function unitsPerWarehouse(places: readonly StockGroup[]): Map<string | null, number> {
  const units = new Map<string | null, number>();
  for (const place of places)
    for (const [id, part] of splitLocationStock(place.units, place.warehouseShares))
      units.set(id, (units.get(id) ?? 0) + part);
  return units;
}
