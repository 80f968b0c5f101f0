// CSV files for people: their columns, the content of their cells, and the same checks as for single rows.
import { z } from 'zod';
import type { SheetName } from '../../db/files/sheets.ts';
import { key, localDate, orNull, place, text } from '../contract/order-in.ts';
import { LocationIn, ProductIn } from '../contract/setup-in.ts';

/** The content of a cell: text, a number, true or false, words separated by ;, or JSON. An empty cell is absent. */
type Cell = 'text' | 'number' | 'flag' | 'list' | 'json';
/** `key` lists the columns that identify a line. */
export interface FileSheet {
  cells: Record<string, Cell>;
  required: string[];
  key: string[];
  row: z.ZodType<Record<string, unknown>>;
}

const whole = z.int().min(0).max(10_000_000);
const Stock = z.strictObject({ sku: key, locationId: key, onHand: whole, safety: orNull(whole) });

export const fileSheets: Record<SheetName, FileSheet> = {
  stock: {
    cells: { sku: 'text', locationId: 'text', onHand: 'number', safety: 'number' },
    required: ['sku', 'locationId', 'onHand'],
    key: ['sku', 'locationId'],
    row: Stock,
  },
  products: {
    cells: {
      sku: 'text',
      name: 'text',
      nameEn: 'text',
      category: 'text',
      goodsClass: 'text',
      unitPriceMinor: 'number',
      weightGrams: 'number',
      volumeCm3: 'number',
    },
    required: ['sku', 'name', 'category', 'unitPriceMinor'],
    key: ['sku'],
    row: ProductIn.extend({ sku: key }),
  },
  locations: {
    cells: {
      id: 'text',
      name: 'text',
      kind: 'text',
      partyId: 'text',
      province: 'text',
      city: 'text',
      district: 'text',
      latitude: 'number',
      longitude: 'number',
      timeZone: 'text',
      openingHours: 'json',
      participating: 'flag',
      autoAccept: 'flag',
      carriers: 'list',
      dailyQuota: 'number',
      methods: 'list',
      hourlyQuota: 'number',
      hourlyCapacity: 'number',
    },
    required: ['id', 'name', 'kind', 'partyId', 'province', 'city', 'timeZone', 'openingHours', 'carriers'],
    key: ['id'],
    row: LocationIn.extend({ id: key }),
  },
};

const grams = z.int().min(1).max(10_000_000);
const price = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
const anywhere = orNull(place);

/**
 * A rate card: weights in grams, prices in minor units, days as YYYY-MM-DD. An empty province or city is any place, an
 * empty validTo until further notice.
 */
export const rateSheet: FileSheet = {
  cells: {
    zone: 'text',
    fromProvince: 'text',
    toProvince: 'text',
    toCity: 'text',
    firstGrams: 'number',
    firstMinor: 'number',
    furtherGrams: 'number',
    furtherMinor: 'number',
    transitDays: 'number',
    validFrom: 'text',
    validTo: 'text',
  },
  required: ['zone', 'firstGrams', 'firstMinor', 'furtherGrams', 'furtherMinor', 'transitDays', 'validFrom'],
  key: ['fromProvince', 'toProvince', 'toCity', 'validFrom'],
  row: z.strictObject({
    zone: text(40).min(1),
    fromProvince: anywhere,
    toProvince: anywhere,
    toCity: anywhere,
    firstGrams: grams,
    firstMinor: price,
    furtherGrams: grams,
    furtherMinor: price,
    transitDays: z.int().min(0).max(100),
    validFrom: localDate,
    validTo: orNull(localDate),
  }),
};

/** The value of a cell; an unreadable one stays text, so that the check names it. */
export function valueOf(cell: string, kind: Cell): unknown {
  if (kind === 'list') return cell === '' ? [] : cell.split(';').map((word) => word.trim());
  if (cell === '') return undefined;
  if (kind === 'number') return /^-?\d{1,17}(\.\d{1,15})?$/.test(cell) ? Number(cell) : cell;
  if (kind === 'flag') return cell === 'true' ? true : cell === 'false' ? false : cell;
  if (kind === 'json')
    try {
      return JSON.parse(cell);
    } catch {
      return cell;
    }
  return cell;
}

/** The cell for a value. */
export function cellOf(value: unknown, kind: Cell): string {
  if (value === null || value === undefined) return '';
  if (kind === 'list') return (value as string[]).join(';');
  return kind === 'json' ? JSON.stringify(value) : String(value as string | number | boolean);
}
