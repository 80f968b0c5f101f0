import { describe, expect, test } from '@jest/globals';
import { workingDaysOf } from '../../../calendar/working-days.ts';
import { shipByOf, type PromiseTerms } from '../../../domain/promise/ship-by.ts';

const at = (text: string): number => Date.parse(`${text}+08:00`);
const calendar = {
  timeZone: 'Asia/Shanghai',
  cutOff: '16:00',
  shipTime: '20:00',
  weekdays: [1, 2, 3, 4, 5],
  holidays: ['2026-10-01', '2026-10-02'],
};
const said = (
  received: string,
  over: Partial<PromiseTerms> = {},
  order: { given?: number; placedAt?: number } = {},
): string => {
  const receivedAt = at(received);
  const terms = {
    shipBySeconds: 172_800,
    workingDays: workingDaysOf(calendar, receivedAt),
    handlingDays: 0,
    campaigns: [],
    ...over,
  };
  return new Date(shipByOf({ given: null, placedAt: receivedAt, receivedAt, ...order }, terms) + 8 * 3_600_000)
    .toISOString()
    .slice(0, 16);
};

describe('by when an order must leave', () => {
  test('the same day when it comes before the cut-off, the next working day when it comes after it', () => {
    expect(said('2026-11-23T15:59:59')).toBe('2026-11-23T20:00');
    expect(said('2026-11-23T16:00:00')).toBe('2026-11-24T20:00');
  });
  test('over a weekend and over holidays on the first working day after them', () => {
    expect(said('2026-11-27T17:00:00')).toBe('2026-11-30T20:00');
    expect(said('2026-09-30T17:00:00')).toBe('2026-10-05T20:00');
  });
  test('handling takes whole working days', () => {
    expect(said('2026-11-26T10:00:00', { handlingDays: 2 })).toBe('2026-11-30T20:00');
  });
  test("the channel's own instant counts before everything, then campaigns as listed, then the calendar", () => {
    const campaigns = [
      { name: '11.11', fromAt: at('2026-11-11T00:00:00'), toAt: at('2026-11-12T00:00:00'), shipBySeconds: 3600 },
      { name: 'week', fromAt: at('2026-11-09T00:00:00'), toAt: at('2026-11-16T00:00:00'), shipBySeconds: 7200 },
    ];
    expect(said('2026-11-11T10:00:00', { campaigns })).toBe('2026-11-11T11:00');
    expect(said('2026-11-12T00:00:00', { campaigns })).toBe('2026-11-12T02:00');
    expect(said('2026-11-11T00:00:00', { campaigns })).toBe('2026-11-11T01:00');
    expect(said('2026-11-16T00:00:00', { campaigns })).toBe('2026-11-16T20:00');
    expect(said('2026-11-16T10:00:00', { campaigns }, { placedAt: at('2026-11-11T10:00:00') })).toBe(
      '2026-11-16T11:00',
    );
    expect(said('2026-11-11T10:00:00', { campaigns }, { given: at('2026-12-01T12:00:00') })).toBe('2026-12-01T12:00');
  });
  test('without a calendar so many seconds after the receipt', () => {
    expect(said('2026-11-23T10:00:00', { workingDays: null })).toBe('2026-11-25T10:00');
  });
  test('the day on which clocks are changed has its cut-off by the clock on the wall', () => {
    const berlin = {
      timeZone: 'Europe/Berlin',
      cutOff: '16:00',
      shipTime: '24:00',
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      holidays: [],
    };
    const [day] = workingDaysOf(berlin, Date.parse('2026-10-25T00:30:00Z'));
    expect(day).toEqual({ cutOffAt: Date.parse('2026-10-25T15:00:00Z'), shipAt: Date.parse('2026-10-25T23:00:00Z') });
  });
});
