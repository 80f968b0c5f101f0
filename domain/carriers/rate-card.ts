// Checks of a whole rate card: each lane has exactly one price per day, from its first day to its last.
import { compare } from '../values/compare.ts';
import type { Fields } from '../values/field.ts';
import type { Rate } from './terms.ts';

/** A rate with its days of validity, both included (YYYY-MM-DD); `validTo` null means until further notice. */
export interface DatedRate extends Rate {
  validFrom: string;
  validTo: string | null;
}
const grams = { kind: 'integer', min: 1, max: 10_000_000 } as const;

/** The columns of a rate card as a file: weights in grams, prices in minor units; null matches any place. */
export const rateCardDeclaration = {
  key: ['fromProvince', 'toProvince', 'toCity', 'validFrom'],
  fields: {
    zone: { kind: 'text', max: 40 },
    fromProvince: { kind: 'place', orNull: true },
    toProvince: { kind: 'place', orNull: true },
    toCity: { kind: 'place', orNull: true },
    firstGrams: grams,
    firstMinor: { kind: 'amount' },
    furtherGrams: grams,
    furtherMinor: { kind: 'amount' },
    transitDays: { kind: 'integer', min: 0, max: 100, unit: 'days' },
    validFrom: { kind: 'day' },
    validTo: { kind: 'day', orNull: true },
  } satisfies Record<keyof DatedRate, Fields[string]>,
} as const;

/** A rate with its line number in the file. */
export interface RateLine {
  line: number;
  rate: DatedRate;
}
export interface RateCardError {
  line: number;
  field: string;
  detail: string;
}

const laneOf = ({ fromProvince, toProvince, toCity }: Rate): string =>
  JSON.stringify([fromProvince, toProvince, toCity]);
const dayMs = 86_400_000;
const dayAfter = (day: string): string => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);

/**
 * Returns the errors of a card in the order of its lines: a period that ends before it begins, a city without its
 * province, two prices for a lane on one day, or a gap between two periods.
 */
export function checkRateCard(lines: readonly RateLine[]): RateCardError[] {
  const alone = lines.flatMap(({ line, rate }) => [
    ...(rate.validTo !== null && rate.validTo < rate.validFrom
      ? [{ line, field: 'validTo', detail: `${rate.validTo} is before validFrom ${rate.validFrom}` }]
      : []),
    ...(rate.toCity !== null && rate.toProvince === null
      ? [{ line, field: 'toProvince', detail: 'a city needs its province' }]
      : []),
  ]);
  const lanes = Map.groupBy(lines, ({ rate }) => laneOf(rate));
  return [...alone, ...[...lanes.values()].flatMap(laneErrors)].toSorted((a, b) => a.line - b.line);
}

function laneErrors(lane: readonly RateLine[]): RateCardError[] {
  const sorted = lane.toSorted((a, b) => compare(a.rate.validFrom, b.rate.validFrom) || a.line - b.line);
  return sorted.slice(1).flatMap(({ line, rate }, i) => {
    const before = sorted[i] as RateLine;
    const { validTo } = before.rate;
    if (validTo === null || validTo >= rate.validFrom)
      return [
        {
          line,
          field: 'validFrom',
          detail: `the lane has a price for ${rate.validFrom} already, in line ${before.line}`,
        },
      ];
    return dayAfter(validTo) === rate.validFrom
      ? []
      : [
          {
            line,
            field: 'validFrom',
            detail:
              `the lane has no price from ${dayAfter(validTo)} on, the day after line ${before.line} ends, until ` +
              `${rate.validFrom}`,
          },
        ];
  });
}
