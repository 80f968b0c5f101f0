// What each channel may sell of one product over all warehouses, as the rules in force divide it.
import { divide } from './division.ts';
import { splitLocationStock, type WarehouseShare } from './warehouse-shares.ts';
import { ruleFor, type AllocationRule, type Product, type Warehouse } from './allocation-rules.ts';

/**
 * Places that belong to the same warehouses by the same shares count as one; `units` is what they had to sell since the
 * rules came into force, sold or not.
 */
export interface StockGroup {
  warehouseShares: WarehouseShare[];
  units: number;
}

/**
 * `own` names every channel for which some rule sets something aside, be it 0; of these only `alsoShared` may also sell
 * what is shared. All others sell what is shared.
 */
export interface ProductAllocations {
  own: Map<string, number>;
  alsoShared: Set<string>;
  shared: number;
}

/** The rules and warehouses in force. */
export interface Allotment {
  rules: AllocationRule[];
  warehouses: Map<string, Warehouse>;
}

/** Divides a product's units; own parts and the shared rest add up to all units exactly. */
export function allocateProduct(
  { rules, warehouses }: Allotment,
  product: Product,
  places: readonly StockGroup[],
): ProductAllocations {
  const shares: ProductAllocations = { own: new Map(), alsoShared: new Set(), shared: 0 };
  for (const [warehouseId, units] of unitsPerWarehouse(places)) {
    const warehouse = warehouseId === null ? undefined : warehouses.get(warehouseId);
    const rule = warehouse ? ruleFor(rules, warehouse, product) : null;
    const { own, shared } = divide(units, rule?.allocations ?? []);
    for (const [channelId, part] of own) shares.own.set(channelId, (shares.own.get(channelId) ?? 0) + part);
    for (const { kind, channelId } of rule?.allocations ?? []) if (kind === 'SHARED') shares.alsoShared.add(channelId);
    shares.shared += shared;
  }
  return shares;
}

function unitsPerWarehouse(places: readonly StockGroup[]): Map<string | null, number> {
  const units = new Map<string | null, number>();
  for (const place of places)
    for (const [id, part] of splitLocationStock(place.units, place.warehouseShares))
      units.set(id, (units.get(id) ?? 0) + part);
  return units;
}
