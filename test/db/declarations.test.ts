// Settings are declared once, in domain/setup: entities, files and cached settings have the same columns.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fileSheets } from '../../api/files/sheets.ts';
import { columnOf } from '../../db/connection/row-codec.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { sheets } from '../../db/files/sheets.ts';
import { Party } from '../../db/schema/entities/channel.ts';
import { Location, Product, Stock } from '../../db/schema/entities/stock.ts';
import { locationFields } from '../../domain/setup/location.ts';
import { partyFields } from '../../domain/setup/party.ts';
import { productFields } from '../../domain/setup/product.ts';
import { sheetDeclarations, sheetNames } from '../../domain/setup/sheets.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  orm = await openOrm(`${process.env['TEST_DATABASE_URL'] ?? ''}/none`);
});
afterAll(async () => {
  await orm.close();
});

/** Columns that are not settings: they change by themselves, or have a route of their own. */
const others = {
  location: ['id', 'deliverySlots', 'expiriesInARow', 'pausedUntil', 'pauseReason', 'revision'],
  product: ['sku'],
  party: ['id'],
  stock: ['reserved', 'inDoubt', 'damaged', 'handedOver', 'movedAt'],
};

describe.each([
  ['location', () => orm.getMetadata(Location).props, locationFields],
  ['product', () => orm.getMetadata(Product).props, productFields],
  ['party', () => orm.getMetadata(Party).props, partyFields],
  ['stock', () => orm.getMetadata(Stock).props, sheetDeclarations.stock.fields],
] as const)('%s', (table, propsOf, fields) => {
  test('every column is declared, or is set in another way', () => {
    const columns = propsOf().flatMap(({ name, formula }): string[] => (formula ? [] : [name]));
    expect(columns.toSorted()).toEqual([...Object.keys(fields), ...others[table]].toSorted());
  });

  test('every declared column has the name that SQL makes of it, and may be null where the declaration says so', () => {
    for (const [name, field] of Object.entries(fields)) {
      const prop = propsOf().find((one) => String(one.name) === name);
      expect([name, prop?.fieldNames[0]]).toEqual([name, columnOf(name)]);
      if (table !== 'stock') expect([name, prop?.nullable ?? false]).toEqual([name, 'orNull' in field]);
    }
  });
});

test.each(sheetNames)('the file of %s has the declared columns, on both sides', (name) => {
  const declared = Object.keys(sheetDeclarations[name].fields);
  expect(Object.keys(fileSheets[name].cells)).toEqual(declared);
  expect(sheets[name].names).toEqual(declared);
  expect(sheets[name].key).toEqual(fileSheets[name].key.map(columnOf));
});

test('a file must have the columns that nothing can be put in place of', () => {
  expect(Object.fromEntries(sheetNames.map((name) => [name, fileSheets[name].required]))).toEqual({
    stock: ['sku', 'locationId', 'onHand'],
    products: ['sku', 'name', 'category', 'unitPriceMinor'],
    locations: ['id', 'name', 'kind', 'partyId', 'province', 'city', 'timeZone', 'openingHours', 'carriers'],
  });
});
