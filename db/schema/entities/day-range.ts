// The ORM type of a range of days, in one column that the database can compare.
import { p, Type } from '@mikro-orm/core';

/** Days as YYYY-MM-DD, both included; `to` null means until further notice. */
export interface DayRange {
  from: string;
  to: string | null;
}

const dayMs = 86_400_000;
const dayBefore = (day: string): string => new Date(Date.parse(day) - dayMs).toISOString().slice(0, 10);

/** PostgreSQL returns the day after the end, excluded: `[2026-01-01,2026-02-01)`. */
class DayRangeType extends Type<DayRange, string> {
  override convertToDatabaseValue({ from, to }: DayRange): string {
    return `[${from},${to ?? ''}]`;
  }
  override convertToJSValue(stored: string): DayRange {
    const [from = '', end = ''] = stored.slice(1, -1).split(',');
    return { from, to: end === '' ? null : dayBefore(end) };
  }
  override compareAsType(): string {
    return 'string';
  }
  override getColumnType(): string {
    return 'daterange';
  }
}

/** A property of days, both included. */
export const dayRange = () => p.type(DayRangeType);
