// Shares of a location's stock that belong to logical warehouses. A warehouse is built from such shares; the unclaimed
// rest belongs to no warehouse.
import { itemAt } from '../values/list.ts';
import { apportion } from '../values/money.ts';

/** A whole location, in basis points. */
export const whole = 10_000;

/** The share of one location that belongs to a logical warehouse. */
export interface WarehouseShare {
  warehouseId: string;
  basisPoints: number;
}

/**
 * Splits the whole units of a location into one part per warehouse and a rest under `null`, by largest remainder, ties
 * to the earlier. The parts add up to the units exactly; the shares must not exceed the whole.
 */
export function splitLocationStock(units: number, shares: readonly WarehouseShare[]): Map<string | null, number> {
  const unclaimed = whole - shares.reduce((sum, s) => sum + s.basisPoints, 0);
  const parts = apportion(units, [...shares.map((s) => s.basisPoints), unclaimed]);
  return new Map([...shares.map((s) => s.warehouseId), null].map((id, i) => [id, itemAt(parts, i)]));
}
