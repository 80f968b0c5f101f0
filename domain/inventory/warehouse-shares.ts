// Which part of what lies at a place belongs to which logical warehouse. A warehouse is built from shares of places;
// what no warehouse claims belongs to nobody in particular.
import { apportion } from '../values/money.ts';

/** A whole place, in basis points. */
export const whole = 10_000;

/** A share of one place in a logical warehouse. */
export interface WarehouseShare {
  warehouseId: string;
  basisPoints: number;
}

/**
 * Splits whole units of a place: a part per warehouse and the rest under `null`, by largest remainder, ties to the
 * earlier; the parts add up to the units exactly. Shares must not exceed the whole.
 */
export function splitLocationStock(units: number, shares: readonly WarehouseShare[]): Map<string | null, number> {
  const unclaimed = whole - shares.reduce((sum, s) => sum + s.basisPoints, 0);
  const parts = apportion(units, [...shares.map((s) => s.basisPoints), unclaimed]);
  return new Map([...shares.map((s) => s.warehouseId), null].map((id, i) => [id, parts[i] ?? 0]));
}
