// CSV files for people: columns, content of cells, and the same checks as for single requests; all of it follows from
// the declarations of the columns.
import type { z } from 'zod';
import { rateCardDeclaration } from '../../domain/carriers/rate-card.ts';
import { sheetDeclarations, type SheetName } from '../../domain/setup/sheets.ts';
import type { Field, Fields, ValuesOf } from '../../domain/values/field.ts';
import { objectOf } from '../contract/field-in.ts';

/** The content of a cell: text, a number, true or false, words separated by ;, or JSON. An empty cell is absent. */
export type Cell = 'text' | 'number' | 'flag' | 'list' | 'json';
/** `key` lists the columns that identify a line. */
export interface FileSheet<Row extends object = object> {
  cells: Record<string, Cell>;
  required: string[];
  key: readonly string[];
  row: z.ZodType<Row>;
}

const cells: Record<Field['kind'], Cell> = {
  number: 'number',
  integer: 'number',
  seconds: 'number',
  amount: 'number',
  instant: 'text',
  day: 'text',
  flag: 'flag',
  text: 'text',
  key: 'text',
  sku: 'text',
  country: 'text',
  place: 'text',
  timeZone: 'text',
  openingHours: 'json',
  choice: 'text',
  list: 'list',
  map: 'json',
  object: 'json',
};
const isOmittable = ({ optional, orNull, defaultValue }: Field): boolean =>
  Boolean(optional ?? orNull) || defaultValue !== undefined;

/** Builds the file sheet of a declaration. */
function fileSheet<F extends Fields>({ fields, key }: { fields: F; key: readonly string[] }): FileSheet<ValuesOf<F>> {
  const columns: [string, Field][] = Object.entries(fields);
  return {
    cells: Object.fromEntries(columns.map(([name, { kind }]) => [name, cells[kind]])),
    required: columns.filter(([, field]) => !isOmittable(field)).map(([name]) => name),
    key,
    row: objectOf(fields),
  };
}

export const fileSheets: Record<SheetName, FileSheet> = {
  stock: fileSheet(sheetDeclarations.stock),
  products: fileSheet(sheetDeclarations.products),
  locations: fileSheet(sheetDeclarations.locations),
};

/** A rate card; an empty province or city matches any place, an empty validTo means until further notice. */
export const rateSheet = fileSheet(rateCardDeclaration);

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
