// Files that are imported and exported: columns are the declared settings, `key` identifies a line.
import type { Fields } from '../values/field.ts';
import { locationFields } from './location.ts';
import { productFields } from './product.ts';

export interface SheetDeclaration {
  fields: Fields;
  key: readonly string[];
}

const pieces = { kind: 'integer', min: 0, max: 10_000_000 } as const;

export const sheetDeclarations = {
  stock: {
    key: ['sku', 'locationId'],
    fields: {
      sku: { kind: 'sku' },
      locationId: { kind: 'key' },
      onHand: pieces,
      safety: { ...pieces, orNull: true, description: 'Without a value, safety stock stays as it is.' },
    },
  },
  products: { key: ['sku'], fields: { sku: { kind: 'sku' }, ...productFields } },
  locations: { key: ['id'], fields: { id: { kind: 'key' }, ...locationFields } },
} as const satisfies Record<string, SheetDeclaration>;

export type SheetName = keyof typeof sheetDeclarations;
export const sheetNames = Object.keys(sheetDeclarations) as SheetName[]; // keys lose the types of their names
