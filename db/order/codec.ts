// Codecs between plain objects of the domain and the rows of their tables: a declaration of fields per type, from which
// columns, rows and objects follow.
import { columnOf, type Row } from '../connection/row-codec.ts';

/**
 * The storage of a field: `instant` is a number in the domain and a timestamptz in the database, all others are
 * unchanged.
 */
type FieldKind<V> = [Exclude<V, null>] extends [number]
  ? 'number' | 'instant'
  : [Exclude<V, null>] extends [string]
    ? 'text'
    : [Exclude<V, null>] extends [boolean]
      ? 'boolean'
      : 'json';
/** A missing field does not compile. */
export type CodecFields<T> = { [K in keyof T]-?: FieldKind<T[K]> };

export interface Codec<T> {
  /** Column names, in the order in which `fromArray` expects their values. */
  columns: readonly string[];
  /** The object as a row of its table, by column names; instants in ISO 8601. */
  toRow: (object: T) => Row;
  /** The object from its values in the order of the columns, as PostgreSQL writes them in JSON. */
  fromArray: (values: readonly unknown[]) => T;
}

/** Declares the codec of a type: `codec<Waybill>()({ id: 'text', … })`. */
export const codec =
  <T extends object>() =>
  (fields: CodecFields<T>): Codec<T> => {
    const declared = Object.entries<string>(fields).map(([key, kind]) => ({ key, kind, column: columnOf(key) }));
    return {
      columns: declared.map((field) => field.column),
      toRow: (object) => {
        const row: Row = {};
        for (const { key, kind, column } of declared) {
          const value = (object as Row)[key];
          row[column] = kind === 'instant' && typeof value === 'number' ? new Date(value).toISOString() : value;
        }
        return row;
      },
      fromArray: (values) => {
        const object: Row = {};
        for (const [i, { key, kind }] of declared.entries()) {
          const value = values[i];
          object[key] = kind === 'instant' && typeof value === 'string' ? Date.parse(value) : value;
        }
        return object as T; // the only cast: the function that is read writes the columns of this declaration
      },
    };
  };
