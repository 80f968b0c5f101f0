// What operators set up of a product: each column is declared once, here.
import type { Fields, ValuesOf } from '../values/field.ts';

/** A hundred tonnes, or cubic meters: the parcels of the largest order still add up to less than 2^53. */
const bulk = { kind: 'integer', min: 0, max: 100_000_000 } as const;

export const productFields = {
  name: { kind: 'text' },
  nameEn: { kind: 'text', orNull: true },
  category: { kind: 'text' },
  goodsClass: {
    kind: 'text',
    max: 20,
    usual: 'A',
    description: 'Which locations may serve it is policy of the routing profile.',
  },
  unitPriceMinor: { kind: 'amount' },
  weightGrams: { ...bulk, orNull: true },
  volumeCm3: { ...bulk, orNull: true, description: 'Of the packed piece.' },
} as const satisfies Fields;

export type ProductSetup = ValuesOf<typeof productFields>;
