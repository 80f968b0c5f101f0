import { expect, test } from '@jest/globals';
import {
  alertKinds,
  alertsOf,
  countDifference,
  endsWhenAcknowledged,
  oversellRefused,
  shareExhausted,
  staleDays,
} from '../../../domain/inventory/alerts.ts';

const at = (locationId: string, more: object = {}) => ({
  locationId,
  onHand: 10,
  reserved: 0,
  safety: 0,
  idleDays: 0,
  ...more,
});
const kinds = (demand: number, ...locations: ReturnType<typeof at>[]) =>
  alertsOf({ sku: 'CUP', demand, locations }).map((a) => `${a.kind} ${a.locationId ?? '-'}`);

test('nothing to tell of stock that is there, moves, and is above its safety stock to the piece', () => {
  expect(
    kinds(5, at('near'), at('far', { reserved: 7, safety: 3 }), at('closed', { onHand: 0, idleDays: 400 })),
  ).toEqual([]);
});
test('below safety is told per place, sold out only when nothing is left anywhere and somebody waits', () => {
  expect(kinds(0, at('near', { reserved: 8, safety: 3 }), at('far'))).toEqual(['BELOW_SAFETY near']);
  expect(kinds(0, at('near', { reserved: 10 }))).toEqual([]);
  expect(kinds(1, at('near', { reserved: 10 }), at('far', { onHand: 2, safety: 2 }))).toEqual([
    'OUT_OF_STOCK_WITH_DEMAND -',
  ]);
  expect(kinds(1)).toEqual(['OUT_OF_STOCK_WITH_DEMAND -']);
  expect(kinds(1, at('near', { reserved: 10 }), at('far', { onHand: 1 }))).toEqual([]);
});
test('stale from the day on', () => {
  expect([kinds(0, at('near', { idleDays: staleDays - 1 })), kinds(0, at('near', { idleDays: staleDays }))]).toEqual([
    [],
    ['STALE near'],
  ]);
});
test('what happened is over when seen, what lasts is not', () => {
  expect(alertKinds.filter(endsWhenAcknowledged)).toEqual(['COUNT_DIFFERENCE', 'OVERSELL_REFUSED']);
  expect(oversellRefused('app', { sku: 'CUP', wanted: 3, left: 1 })).toMatchObject({
    channelId: 'app',
    detail: '3 wanted, 1 left',
  });
  expect(shareExhausted('market', { sku: 'CUP', left: -2 }).detail).toBe('sold 2 more than there was');
  expect(shareExhausted('market', { sku: 'CUP', left: 0 }).detail).toBe('nothing left to sell');
});
test('an alert says what is free, and by how much a count differs in which direction', () => {
  expect(
    alertsOf({ sku: 'CUP', demand: 0, locations: [at('near', { reserved: 8, safety: 3 })] }).map((a) => a.detail),
  ).toEqual(['2 free of a safety stock of 3']);
  const counted = (difference: number) =>
    countDifference({ sku: 'CUP', locationId: 'near', difference, where: 'count' }).detail;
  expect([counted(3), counted(-3), counted(0)]).toEqual(['count: +3', 'count: -3', 'count: 0']);
});
