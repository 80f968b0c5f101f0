// What a plan costs and how the load spreads: the figures by which two profiles are compared.
import { describe, expect, test } from '@jest/globals';
import { figuresOf, gini, outcomeOf, type Outcome } from '../../../domain/routing/outcome.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { candidate, quote, request } from './candidates.ts';

const stocked = { available: { SHIRT: 5 } };
const outcome = (over: Partial<Outcome> = {}): Outcome => ({ parcels: [], unroutedUnits: 0, quotaHits: 0, ...over });
const parcel = (locationId: string, over: Partial<Outcome['parcels'][number]> = {}): Outcome['parcels'][number] => ({
  locationId,
  kind: 'STORE',
  freightMinor: null,
  km: null,
  sameCity: false,
  ...over,
});

describe('the outcome of one plan', () => {
  const outcomeWith = (quotes: Parameters<typeof quote>[0][], over: Parameters<typeof request>[0] = {}): Outcome => {
    const asked = request(over);
    const candidates = [candidate('s', { ...stocked, quotes: quotes.map((one) => quote(one)) })];
    return outcomeOf(planRouting(completeNearest, asked, candidates), asked, candidates);
  };

  test('a parcel costs the cheapest known price of its carriers', () => {
    expect(outcomeWith([{ freightMinor: 900 }, {}, { freightMinor: 700 }]).parcels).toMatchObject([
      { locationId: 's', freightMinor: 700 },
    ]);
  });
  test('without a known price its freight is unknown, and a pickup has none', () => {
    expect(outcomeWith([{}]).parcels[0]?.freightMinor).toBeNull();
    expect(
      outcomeWith([{ freightMinor: 900 }], { method: 'STORE_PICKUP', pickupLocationId: 's' }).parcels[0]?.freightMinor,
    ).toBeNull();
  });
  test('what nobody has stays open, and a full quota is counted as the reason', () => {
    const asked = request();
    const full = [candidate('s', { ...stocked, quotaLimit: 1, quotaTaken: 1 })];
    expect(outcomeOf(planRouting(completeNearest, asked, full), asked, full)).toMatchObject({
      parcels: [],
      unroutedUnits: 1,
    });
    const others = [
      ...full,
      candidate('of-franchisee', { ...stocked, franchiseQuota: { limit: 1, taken: 1 } }),
      candidate('away', { ...stocked, participating: false }),
      candidate('empty'),
    ];
    expect(outcomeOf(planRouting(completeNearest, asked, full), asked, full).quotaHits).toBe(1);
    expect(outcomeOf(planRouting(completeNearest, asked, others), asked, others).quotaHits).toBe(2);
  });
});

describe('the figures of many', () => {
  test('means leave out what is unknown; open and split orders are counted', () => {
    expect(
      figuresOf(
        [
          outcome({ parcels: [parcel('a', { freightMinor: 800, km: 10, sameCity: true }), parcel('b')] }),
          outcome({ parcels: [parcel('a', { freightMinor: 400 })], quotaHits: 2 }),
          outcome({ unroutedUnits: 3, quotaHits: 1 }),
        ],
        ['a', 'b'],
      ),
    ).toMatchObject({
      orders: 3,
      unroutable: 1,
      split: 1,
      parcels: 3,
      parcelsPerOrder: 1.5,
      freightMinor: 1200,
      freightKnownFor: 2,
      meanKm: 10,
      sameCityShare: 1 / 3,
      quotaHits: 3,
    });
  });
  test('without any parcel every mean is unknown', () => {
    expect(figuresOf([outcome()], ['a'])).toMatchObject({
      parcelsPerOrder: null,
      freightMinor: null,
      meanKm: null,
      sameCityShare: null,
      storeGini: null,
    });
  });
  test('idle stores count in the spread, warehouses do not, and neither is a store outside the list forgotten', () => {
    expect(figuresOf([outcome({ parcels: [parcel('a'), parcel('b')] })], ['a', 'b']).storeGini).toBe(0);
    expect(figuresOf([outcome({ parcels: [parcel('a')] })], ['a', 'b']).storeGini).toBe(0.5);
    expect(figuresOf([outcome({ parcels: [parcel('w', { kind: 'WAREHOUSE' })] })], ['a']).storeGini).toBeNull();
    expect(figuresOf([outcome({ parcels: [parcel('new')] })], ['a']).storeGini).toBe(0.5);
    const three = ['a', 'a', 'a', 'new'].map((id) => parcel(id));
    expect(figuresOf([outcome({ parcels: three })], ['a']).storeGini).toBe(0.25);
  });
  test('the spread is 0 when all stores carry the same, and near 1 when one carries everything', () => {
    expect(gini([])).toBeNull();
    expect(gini([4, 4, 4])).toBe(0);
    expect(gini([0, 0, 0, 12])).toBe(0.75);
    expect(gini([1, 3])).toBe(0.25);
    expect(gini([1, 2, 3])).toBeCloseTo(2 / 9, 12);
  });
});
