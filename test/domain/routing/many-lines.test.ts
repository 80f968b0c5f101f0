// Orders of many lines, pickups that other locations supply, and parcels whose address is not known.
import { describe, expect, test } from '@jest/globals';
import { parcelQuoter } from '../../../domain/routing/parcel-quoter.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import type { ProfileRule } from '../../../domain/routing/profile.ts';
import { planWithShipToStore } from '../../../domain/routing/ship-to-store-plan.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { candidate, line, request } from './candidates.ts';

test('an order of more than thirty lines is split like any other, down to a location with one of two units', () => {
  const lines = Array.from({ length: 31 }, (_, at) => line(`l${at}`, { sku: `P${at}`, quantity: at === 30 ? 2 : 1 }));
  const available = Object.fromEntries(lines.slice(0, 30).map(({ sku }) => [sku, 1]));
  const plan = planRouting(completeNearest, request({ lines }), [
    candidate('most', { available }),
    candidate('one', { available: { P30: 1 } }),
    candidate('other', { available: { SHIRT: 1 } }),
  ]);
  expect(plan.assignments.map((one) => [one.locationId, one.lines.length])).toEqual([
    ['most', 30],
    ['one', 1],
  ]);
  expect(plan.unrouted).toEqual([{ lineId: 'l30', quantity: 1 }]);
});

describe('a pickup whose store lacks the goods', () => {
  const pickup = request({ method: 'STORE_PICKUP', pickupLocationId: 'shop' });
  const shop = candidate('shop');
  const sender = candidate('sender', { available: { SHIRT: 1 }, methods: ['SHIP_TO_STORE'] });
  const rulesTried = (...candidates: (typeof shop)[]) =>
    planWithShipToStore(completeNearest, pickup, candidates).tried.map((one) => one.rule);
  test('is supplied by a location that sends to stores; the explanation has both decisions', () => {
    expect(planWithShipToStore(completeNearest, pickup, [shop, sender]).assignments.map((a) => a.locationId)).toEqual([
      'sender',
    ]);
    expect(rulesTried(shop, sender)).toEqual(['complete, else nearest', 'complete, else nearest (ship to store)']);
  });
  test('is looked for nowhere else when no other location sends to stores', () => {
    const itself = candidate('shop', { methods: ['STORE_PICKUP', 'SHIP_TO_STORE'] });
    expect(rulesTried(itself, candidate('other', { available: { SHIRT: 1 } }))).toEqual(['complete, else nearest']);
  });
  test('receives nothing while one of the rules has found it closed', () => {
    const [ordinary] = completeNearest.rules;
    const strict: ProfileRule = { ...(ordinary as ProfileRule), name: 'open', rest: { toRule: 'any' } };
    const any: ProfileRule = { ...(ordinary as ProfileRule), name: 'any', eligibility: [] };
    const asked = { ...pickup, lines: [line('l1'), line('l2', { sku: 'SHOES' })] };
    const half = candidate('shop', { available: { SHIRT: 1 } });
    const plan = (store: typeof shop) =>
      planWithShipToStore({ ...completeNearest, rules: [strict, any] }, asked, [
        store,
        candidate('sender', { available: { SHIRT: 5, SHOES: 5 }, methods: ['SHIP_TO_STORE'] }),
      ]).assignments.map((one) => [one.locationId, ...one.lines.map((l) => `${l.quantity} ${l.lineId}`)].join(' '));
    expect(plan(half)).toEqual(['shop 1 l1', 'sender 1 l2']);
    expect(plan({ ...half, openIntervals: [] })).toEqual(['shop 1 l1']);
  });
});

describe('the carriers of a parcel', () => {
  const carriers = ['fast', 'slow'].map((id) => ({
    id,
    areas: [],
    volumetricDivisor: null,
    cutOffMinute: null,
    sameDayRadiusKm: 50,
    rates: [],
  }));
  const from = candidate('s', { collectingCarriers: ['slow'] });
  test('are those that collect there; without an address none promises a price, a day, or today', () => {
    expect(parcelQuoter(carriers, request({ destination: null }))(from)).toEqual([
      { carrierId: 'slow', freightMinor: null, days: null, sameDay: false },
    ]);
  });
  test('are none for what the buyer collects', () => {
    expect(parcelQuoter(carriers, request({ method: 'STORE_PICKUP' }))(from)).toEqual([]);
  });
});
