// The settings of a product, each declared once.
import type { Fields, ValuesOf } from '../values/field.ts';

/** At most a hundred tonnes, or cubic meters, so that the largest order stays below 2^53. */
const bulk = { kind: 'integer', min: 0, max: 100_000_000 } as const;

export const productFields = {
  name: { kind: 'text' },
  nameEn: { kind: 'text', orNull: true },
  category: { kind: 'text' },
  goodsClass: {
    kind: 'text',
    max: 20,
    defaultValue: 'A',
    description: 'The routing profile decides which kinds of location may serve a goods class.',
  },
  unitPriceMinor: { kind: 'amount' },
  weightGrams: { ...bulk, orNull: true },
  volumeCm3: { ...bulk, orNull: true, description: 'The volume of the packed unit.' },
} as const satisfies Fields;

export type ProductSetup = ValuesOf<typeof productFields>;
