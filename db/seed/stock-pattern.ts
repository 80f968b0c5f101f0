// The stock of the demo, computed from the few rules of stock.json. Without randomness: the same files always give the
// same stock.

type Kind = 'STORE' | 'WAREHOUSE';
export interface StockRules {
  lackPercent: Record<Kind, number>; // percentage of products that a location of that kind does not have
  base: Record<string, Record<Kind, number>>; // by category: the mean quantity; quantities vary by a half
  // by location id or kind; a location without an entry has none
  exceptions: { why: string; skuStartsWith: string; onHand: Record<string, number> }[];
}
export interface SeedStockRow {
  locationId: string;
  sku: string;
  onHand: number;
}
interface SeedShelf {
  id: string;
  kind: string;
}
interface Product {
  sku: string;
  category: string;
}

/**
 * The units on hand per location and product, without rows of 0. The first exception that matches a SKU replaces the
 * pattern.
 */
export function demoStock(
  locations: readonly SeedShelf[],
  products: readonly Product[],
  rules: StockRules,
): SeedStockRow[] {
  return locations
    .flatMap((location) =>
      products.map((product) => ({
        locationId: location.id,
        sku: product.sku,
        onHand: onHand(location, product, rules),
      })),
    )
    .filter((row) => row.onHand > 0);
}

function onHand(location: SeedShelf, product: Product, rules: StockRules): number {
  const kind = location.kind as Kind;
  const exception = rules.exceptions.find((one) => product.sku.startsWith(one.skuStartsWith));
  if (exception) return exception.onHand[location.id] ?? exception.onHand[kind] ?? 0;
  const draw = scatter(`${location.id}/${product.sku}`);
  if (draw % 100 < rules.lackPercent[kind]) return 0;
  const percent = 50 + (Math.floor(draw / 100) % 101);
  return Math.round(((rules.base[product.category]?.[kind] ?? 0) * percent) / 100);
}

/** A number that looks random and is always the same for the same text (FNV-1a, 32 bits). */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
