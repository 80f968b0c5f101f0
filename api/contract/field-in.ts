// The contract of declared settings: a value's check and its entry in the API document follow from the declaration.
import { z } from 'zod';
import type { Field, Fields, FieldKind, ValuesOf } from '../../domain/values/field.ts';
import type { HoursRange } from '../../domain/values/time.ts';
import { amountMinor, country, key, localDate, orNull, place, sku, text } from './order-in.ts';

/** A local time; 24:00 is the end of the day. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM');
export const TimeZone = z
  .string()
  .refine(
    (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
    'an IANA time zone, as Asia/Shanghai',
  );

const ranges: z.ZodType<HoursRange[]> = z.array(z.tuple([timeOfDay, timeOfDay])).max(10);
/** Local opening hours by ISO weekday (1 Monday … 7 Sunday) and special days. */
const OpeningHoursIn = z
  .strictObject({
    weekly: z.record(z.string().regex(/^[1-7]$/), ranges),
    special: z.record(z.string().regex(/^\d{4}-\d{2}-\d{2}$/), ranges).default({}),
  })
  .meta({ id: 'OpeningHours' });

const most = 500;

type Bounded = { kind: 'number' | 'integer' | 'seconds' | 'text' | 'choice' | 'list' | 'map' | 'object' };
/** Checks of kinds without bounds. */
const plain: Record<Exclude<FieldKind, Bounded>['kind'], z.ZodType> = {
  amount: amountMinor,
  instant: z.iso.datetime({ offset: true, error: 'an instant with its zone, as 2026-11-22T10:00:00+08:00' }),
  day: localDate,
  flag: z.boolean(),
  key,
  sku,
  country,
  place,
  timeZone: TimeZone,
  openingHours: OpeningHoursIn,
};

/** Returns the check of a value of this kind. */
export function checkOf(kind: FieldKind): z.ZodType {
  switch (kind.kind) {
    case 'number':
      return z.number().min(kind.min).max(kind.max);
    case 'integer':
    case 'seconds':
      return z.int().min(kind.min).max(kind.max);
    case 'text':
      return text(kind.max ?? 200).min(1);
    case 'choice':
      return z.enum(kind.of);
    case 'list':
      return z
        .array(checkOf(kind.of))
        .min(kind.least ?? 1)
        .max(kind.most ?? most);
    case 'map':
      return z
        .record(text(60).min(1), checkOf(kind.of))
        .refine((map) => Object.keys(map).length <= most, `at most ${most} entries`);
    case 'object':
      return z.strictObject(shapeOf(kind.of));
    default:
      return plain[kind.kind];
  }
}

function fieldOf(field: Field): z.ZodType {
  const check = checkOf(field);
  const absent = field.optional ? check.optional() : field.orNull ? orNull(check) : check;
  const complete = field.defaultValue === undefined ? absent : absent.default(field.defaultValue);
  return field.description === undefined ? complete : complete.describe(field.description);
}

/** Returns the checks of an object's members, by name. */
export const shapeOf = (fields: Fields): z.ZodRawShape =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldOf(field)]));

/** Returns the check of an object with exactly these members; its result has the types of the declarations. */
export const objectOf = <F extends Fields>(fields: F) =>
  z.strictObject(shapeOf(fields)) as z.ZodType<unknown> as z.ZodType<ValuesOf<F>>; // entries lose their types
