// How a setting declares itself: plain data, from which its type, the API's check, its documents and the columns of
// its file are made.
import type { OpeningHours } from './time.ts';

/**
 * What a value is. Bounds are included; where none are said, a text has 1 to 200 characters and a list 1 to 500
 * entries.
 */
export type Kind =
  | { kind: 'number'; min: number; max: number }
  | { kind: 'integer'; min: number; max: number; unit?: string }
  | { kind: 'seconds'; min: number; max: number }
  | { kind: 'amount' } // whole minor units, not negative
  | { kind: 'instant' } // ISO 8601 with its zone
  | { kind: 'day' } // YYYY-MM-DD
  | { kind: 'flag' }
  | { kind: 'text'; max?: number }
  | { kind: 'key' } // the id of something that is set up
  | { kind: 'place' } // a name of a place, in the form in which they compare
  | { kind: 'timeZone' } // of IANA, as Asia/Shanghai
  | { kind: 'openingHours' }
  | { kind: 'choice'; of: readonly string[] }
  | { kind: 'list'; of: Kind; least?: number; most?: number }
  | { kind: 'map'; of: Kind } // by a name
  | { kind: 'object'; of: Fields };

/** A kind, and what holds where the value is left out: it stays out, is null, or is the usual one. */
export type Field = Kind & { optional?: true; orNull?: true; usual?: unknown; description?: string };
export interface Fields {
  readonly [name: string]: Field;
}

/** The value that a kind is read as; of any kind, any value. */
export type ValueOf<K> = [Kind] extends [K] ? unknown : ValueOfOne<K>;
type ValueOfOne<K> = K extends { kind: 'number' | 'integer' | 'seconds' | 'amount' }
  ? number
  : K extends { kind: 'flag' }
    ? boolean
    : K extends { kind: 'instant' | 'day' | 'text' | 'key' | 'place' | 'timeZone' }
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
/** The value of a field, as it is kept where it is there. */
export type FieldValue<F> = ValueOf<F> | (F extends { orNull: true } ? null : never);

/** The values of some fields, as they are kept. */
export type ValuesOf<F> = { [Name in Exclude<keyof F, Optional<F>>]: FieldValue<F[Name]> } & {
  [Name in Optional<F>]?: FieldValue<F[Name]>;
};

type MayBeLeftOut<F> = {
  [Name in keyof F]: F[Name] extends { optional: true } | { orNull: true } | { usual: unknown } ? Name : never;
}[keyof F];
/** The values of some fields as they are given: what has a usual value, or may be null, is left out or not. */
export type GivenOf<F> = { [Name in Exclude<keyof F, MayBeLeftOut<F>>]: FieldValue<F[Name]> } & {
  [Name in MayBeLeftOut<F>]?: FieldValue<F[Name]>;
};

/** What was given, whole: the usual value, else null, where something was left out; nothing but these fields. */
export function complete<F extends Fields>(fields: F, given: GivenOf<F>): ValuesOf<F> {
  const values = new Map<string, unknown>(Object.entries(given));
  const whole = Object.entries<Field>(fields).map(([name, field]) => {
    const value = values.get(name) ?? field.usual ?? null;
    return [name, value] as const;
  });
  return Object.fromEntries(whole) as ValuesOf<F>; // entries lose the types of their names
}

/** What fits into a column of four bytes. */
export const int4Max = 2_147_483_647;
