import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { expandOpenIntervals, localDay, type PublishedHours } from '../../calendar/opening-hours.ts';
import type { HoursRange } from '../../domain/values/time.ts';

const shanghai = 'Asia/Shanghai';
const daily = (...ranges: HoursRange[]): Record<string, HoursRange[]> =>
  Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, ranges]));
const hours = (over: Partial<PublishedHours> = {}): PublishedHours => ({
  timeZone: shanghai,
  weekly: daily(['09:00', '21:00']),
  special: {},
  ...over,
});
const at = (local: string, zone = shanghai) => DateTime.fromISO(local, { zone }).toMillis();
const shown = (published: PublishedHours, from: string, days: number) =>
  expandOpenIntervals(published, at(from, published.timeZone), days).map(({ fromAt, toAt }) =>
    [fromAt, toAt]
      .map((instant) => DateTime.fromMillis(instant, { zone: published.timeZone }).toFormat('dd HH:mm'))
      .join(' – '),
  );

describe('opening hours as a shop manager writes them', () => {
  test('nine to nine every day, from now on', () => {
    expect(shown(hours(), '2026-10-05T08:00', 2)).toEqual(['05 09:00 – 05 21:00', '06 09:00 – 06 21:00']);
    expect(shown(hours(), '2026-10-05T12:00', 1)).toEqual(['05 12:00 – 05 21:00', '06 09:00 – 06 12:00']);
    expect(shown(hours(), '2026-10-05T21:00', 1)).toEqual(['06 09:00 – 06 21:00']);
  });

  test('1 is Monday and 7 is Sunday; a day left out is closed', () => {
    expect(
      shown(hours({ weekly: { 1: [['10:00', '12:00']], 7: [['14:00', '15:00']] } }), '2026-10-03T00:00', 7),
    ).toEqual(['04 14:00 – 04 15:00', '05 10:00 – 05 12:00']);
  });

  test('a midday break makes two intervals', () => {
    expect(shown(hours({ weekly: daily(['14:00', '18:00'], ['09:00', '12:00']) }), '2026-10-05T00:00', 1)).toEqual([
      '05 09:00 – 05 12:00',
      '05 14:00 – 05 18:00',
    ]);
  });

  test('a special day replaces its weekday: closed, or with other hours', () => {
    const special: Record<string, HoursRange[]> = { '2026-10-01': [], '2026-10-02': [['10:00', '16:00']] };
    expect(shown(hours({ special }), '2026-10-01T00:00', 3)).toEqual(['02 10:00 – 02 16:00', '03 09:00 – 03 21:00']);
  });

  test('hours over midnight belong to the evening they begin', () => {
    const night = hours({ weekly: daily(['22:00', '02:00']) });
    expect(shown(night, '2026-10-05T01:00', 1)).toEqual(['05 01:00 – 05 02:00', '05 22:00 – 06 01:00']);
    expect(shown({ ...night, special: { '2026-10-05': [] } }, '2026-10-05T00:00', 2)).toEqual([
      '05 00:00 – 05 02:00',
      '06 22:00 – 07 00:00',
    ]);
  });

  test('a location that never closes has one interval, and so has one that closes and opens at midnight', () => {
    for (const weekly of [
      daily(['00:00', '24:00']),
      daily(['00:00', '12:00'], ['12:00', '24:00']),
      daily(['00:00', '00:00']),
    ]) {
      expect(expandOpenIntervals(hours({ weekly }), at('2026-10-05T13:37'), 7)).toEqual([
        { fromAt: at('2026-10-05T13:37'), toAt: at('2026-10-12T13:37') },
      ]);
    }
  });

  test('on the days the clocks change the doors still open at nine, and an always-open location stays open', () => {
    const berlin = { timeZone: 'Europe/Berlin' };
    expect(shown(hours(berlin), '2026-03-28T00:00', 2)).toEqual(['28 09:00 – 28 21:00', '29 09:00 – 29 21:00']);
    expect(shown(hours(berlin), '2026-10-24T00:00', 2)).toEqual(['24 09:00 – 24 21:00', '25 09:00 – 25 21:00']);
    const [only, ...more] = expandOpenIntervals(
      hours({ ...berlin, weekly: daily(['00:00', '24:00']) }),
      at('2026-10-25T00:00', 'Europe/Berlin'),
      1,
    );
    expect([(only?.toAt ?? 0) - (only?.fromAt ?? 0), more.length]).toEqual([25 * 3_600_000, 0]);
  });

  test('a time that is no time, and a time zone that is none, are refused', () => {
    for (const wrong of ['25:00', '9:00', '24:01', '12:60', 'noon'])
      expect(() => expandOpenIntervals(hours({ weekly: daily([wrong, '23:00']) }), 0, 1)).toThrow(RangeError);
    expect(() => expandOpenIntervals(hours({ timeZone: 'Mars/Olympus' }), 0, 1)).toThrow(RangeError);
  });

  test('whatever the hours, the intervals ascend, do not touch, and stay within the span', () => {
    const time = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 30))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`);
    const weekly = fc.dictionary(
      fc.constantFrom('1', '2', '3', '4', '5', '6', '7'),
      fc.array(fc.tuple(time, time), { maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        weekly,
        fc.constantFrom(shanghai, 'Europe/Berlin', 'America/New_York'),
        fc.integer({ min: at('2026-01-01'), max: at('2027-01-01') }),
        (week, timeZone, fromAt) => {
          const intervals = expandOpenIntervals({ timeZone, weekly: week, special: {} }, fromAt, 7);
          let lastAt = fromAt - 1;
          for (const interval of intervals) {
            expect(interval.fromAt).toBeGreaterThan(lastAt);
            expect(interval.toAt).toBeGreaterThan(interval.fromAt);
            lastAt = interval.toAt;
          }
          expect(lastAt).toBeLessThanOrEqual(fromAt + 7 * 86_400_000 + 3_600_000);
        },
      ),
    );
  });
});

test('the day of a location is the day on its own calendar', () => {
  const instant = Date.UTC(2026, 9, 1, 17);
  expect(localDay(shanghai, instant)).toBe('2026-10-02');
  expect(localDay('America/New_York', instant)).toBe('2026-10-01');
});
