// The CSV of a what-if, as a spreadsheet reads it.
import { expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { csv } from '../../scripts/what-if/table.ts';

test('a name with commas, quotes or lines stays one cell, under its heading', () => {
  const at = '2026-11-22T10:00:00.000Z';
  const file = csv([
    ['A-1', at, 'far, "first"\nof all 3', 'COMPLETE', 1, 'near', 600, 1.5, 1, 0, 0],
    ['A-1', at, 'near', 'NOBODY', 0, '', '', '', 0, 2, 0],
  ]);
  const [first, second] = parse(file, { columns: true }) as Record<string, string>[];
  expect(first).toMatchObject({
    order: 'A-1',
    profile: 'far, "first"\nof all 3',
    parcels: '1',
    freight_minor: '600',
    quota_hits: '0',
  });
  expect(second).toMatchObject({ order: 'A-1', how: 'NOBODY', freight_minor: '', unrouted_units: '2' });
  expect(csv([]).trim().split(',')).toHaveLength(11);
});
