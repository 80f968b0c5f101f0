// Declarations of settings as plain data; the type of a setting, the API's check, its documentation and the columns of
// its file follow from them.
import type { OpeningHours } from './time.ts';

/** The kind of a value. Bounds are included; by default a text has 1 to 200 characters and a list 1 to 500 entries. */
export type FieldKind =
  | { kind: 'number'; min: number; max: number }
  | { kind: 'integer'; min: number; max: number; unit?: string }
  | { kind: 'seconds'; min: number; max: number }
  | { kind: 'amount' } // whole minor units, not negative
  | { kind: 'instant' } // ISO 8601 with its zone
  | { kind: 'day' } // YYYY-MM-DD
  | { kind: 'flag' }
  | { kind: 'text'; max?: number }
  | { kind: 'key' } // an id
  | { kind: 'sku' } // a product in canonical form
  | { kind: 'country' } // ISO 3166-1, two capital letters
  | { kind: 'place' } // a place name in canonical form
  | { kind: 'timeZone' } // of IANA, for example Asia/Shanghai
  | { kind: 'openingHours' }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'list'; of: FieldKind; least?: number; most?: number }
  | { kind: 'map'; of: FieldKind } // by name
  | { kind: 'object'; of: Fields };

/** A declared setting; an omitted value stays absent, becomes null, or becomes the default value. */
export type Field = FieldKind & { optional?: true; orNull?: true; defaultValue?: unknown; description?: string };
export interface Fields {
  readonly [name: string]: Field;
}

/** The type of a parsed value of this kind; unknown for the union of all kinds. */
export type ValueOf<K> = [FieldKind] extends [K] ? unknown : ValueOfOne<K>;
type ValueOfOne<K> = K extends { kind: 'number' | 'integer' | 'seconds' | 'amount' }
  ? number
  : K extends { kind: 'flag' }
    ? boolean
    : K extends { kind: 'instant' | 'day' | 'text' | 'key' | 'sku' | 'country' | 'place' | 'timeZone' }
      ? string
      : K extends { kind: 'openingHours' }
        ? OpeningHours
        : K extends { kind: 'choice'; of: readonly (infer Choice)[] }
          ? Choice
          : K extends { kind: 'list'; of: infer Item }
            ? ValueOf<Item>[]
            : K extends { kind: 'map'; of: infer Item }
              ? Record<string, ValueOf<Item>>
              : K extends { kind: 'object'; of: infer Members }
                ? ValuesOf<Members>
                : never;
type Optional<F> = { [Name in keyof F]: F[Name] extends { optional: true } ? Name : never }[keyof F];
/** The type of a field's stored value. */
export type FieldValue<F> = ValueOf<F> | (F extends { orNull: true } ? null : never);

/** The type of an object with these fields, as it is stored. */
export type ValuesOf<F> = { [Name in Exclude<keyof F, Optional<F>>]: FieldValue<F[Name]> } & {
  [Name in Optional<F>]?: FieldValue<F[Name]>;
};

type Omittable<F> = {
  [Name in keyof F]: F[Name] extends { optional: true } | { orNull: true } | { defaultValue: unknown } ? Name : never;
}[keyof F];
/** The type of an object with these fields as input: fields with a default value, or null, may be omitted. */
export type InputOf<F> = { [Name in Exclude<keyof F, Omittable<F>>]: FieldValue<F[Name]> } & {
  [Name in Omittable<F>]?: FieldValue<F[Name]>;
};

/** Completes an input: an omitted field gets its default value, else null; other properties are dropped. */
export function withDefaults<F extends Fields>(fields: F, given: InputOf<F>): ValuesOf<F> {
  const values = new Map<string, unknown>(Object.entries(given));
  const whole = Object.entries<Field>(fields).map(([name, field]) => {
    const value = values.get(name) ?? field.defaultValue ?? null;
    return [name, value] as const;
  });
  return Object.fromEntries(whole) as ValuesOf<F>; // entries lose the types of their names
}

/** The maximum of a column of four bytes. */
export const int4Max = 2_147_483_647;
