// Products as routing needs them.

import type { EntityManager } from '@mikro-orm/postgresql';

export interface KnownProduct {
  goodsClass: string;
  weightGrams: number | null;
  volumeCm3: number | null;
  unitPriceMinor: number;
}

/** The data of products that routing needs, by SKU; unknown products are left out. */
export async function loadProducts(em: EntityManager, skus: readonly string[]): Promise<Record<string, KnownProduct>> {
  const rows = await em.execute<(KnownProduct & { sku: string })[]>(
    `select sku, goods_class as "goodsClass", weight_grams as "weightGrams", volume_cm3 as "volumeCm3",
        unit_price_minor::float8 as "unitPriceMinor"
      from product
      where sku = any(string_to_array(?, chr(31)))`,
    [skus.join('\u001f')],
  );
  return Object.fromEntries(rows.map(({ sku, ...product }) => [sku, product]));
}
