// The set-up of products, and their data for routing.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ProductSetup } from '../../domain/setup/product.ts';
import { anyOf } from '../connection/any-of.ts';
import { Product } from '../schema/entities/stock.ts';

/** Replaces a product; a repeat changes nothing. */
export async function putProduct(em: EntityManager, product: ProductSetup & { sku: string }): Promise<void> {
  await em.upsert(Product, product);
}

export type KnownProduct = Pick<ProductSetup, 'goodsClass' | 'weightGrams' | 'volumeCm3' | 'unitPriceMinor'>;

/** The data of products that routing needs, by SKU; unknown ones are left out. */
export async function loadProducts(em: EntityManager, skus: readonly string[]): Promise<Record<string, KnownProduct>> {
  const rows = await em.find(
    Product,
    { sku: anyOf(skus) },
    { fields: ['goodsClass', 'weightGrams', 'volumeCm3', 'unitPriceMinor'] },
  );
  return Object.fromEntries(
    rows.map(({ sku, goodsClass, weightGrams, volumeCm3, unitPriceMinor }) => [
      sku,
      { goodsClass, weightGrams, volumeCm3, unitPriceMinor },
    ]),
  );
}
