// Routing inside a change sees the change's own moves as if they were booked.
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { QuotaMove, StockMove } from '../../../domain/order/change.ts';
import {
  countersAfter,
  ownHoldingsFreed,
  withPending,
  type PendingMoves,
  type StockCounters,
} from '../../../domain/sourcing/pending-moves.ts';
import { intakeOf } from '../../support/paper-intake.ts';
import { paperOrder, say } from '../../support/paper-order.ts';
import { routed as routedOrder } from '../../support/paper-stages.ts';
import { candidate as location } from '../routing/candidates.ts';

const store = (over: Parameters<typeof location>[1]) => location('s', over);
const nothing: PendingMoves = { stock: [], quota: [], backlog: new Map(), offeredTo: new Set(), at: 5000 };
const move = (kind: StockMove['kind'], quantity: number, sku = 'X', locationId = 's'): StockMove => ({
  kind,
  locationId,
  sku,
  quantity,
  cause: 'c',
});
const seen = (
  pending: Partial<PendingMoves>,
  counters: Record<string, StockCounters> = {},
  candidate = store({ available: {} }),
  named: string[] = [],
) => withPending([candidate], { ...nothing, ...pending }, { counters: { s: counters }, named: new Set(named) })[0];

describe('stock', () => {
  const reserved = { X: { onHand: 5, reserved: 5, safety: 0 } };

  test('what this change releases may be reserved again by it', () => {
    expect(seen({ stock: [move('RELEASE', 2)] }, reserved)?.available).toEqual({ X: 2 });
  });

  test('released goods that became doubtful are not offered', () => {
    expect(seen({ stock: [move('RELEASE', 2), move('IN_DOUBT', 2)] }, reserved)).toBeUndefined();
  });

  test('an over-reserved location has nothing, however much of it is released', () => {
    const counters = { X: { onHand: 1, reserved: 5, safety: 0 } };
    expect(seen({ stock: [move('RELEASE', 4)] }, counters)).toBeUndefined();
    expect(seen({ stock: [move('RELEASE', 5)] }, counters)?.available).toEqual({ X: 1 });
  });

  test('safety stock stays out of reach', () => {
    const counters = { X: { onHand: 5, reserved: 5, safety: 2 } };
    expect(seen({ stock: [move('RELEASE', 3)] }, counters)?.available).toEqual({ X: 1 });
  });

  test('a reservation of this change is not available a second time', () => {
    const counters = { X: { onHand: 5, reserved: 0, safety: 0 } };
    const candidate = store({ available: { X: 5 } });
    expect(seen({ stock: [move('RESERVE', 5)] }, counters, candidate)).toBeUndefined();
    expect(seen({ stock: [move('RESERVE', 3)] }, counters, candidate)?.available).toEqual({ X: 2 });
  });

  test('a location that the request names stays a candidate with nothing', () => {
    const counters = { X: { onHand: 1, reserved: 0, safety: 0 } };
    const candidate = store({ available: { X: 1 } });
    expect(seen({ stock: [move('RESERVE', 1)] }, counters, candidate, ['s'])?.available).toEqual({});
  });

  test('moves elsewhere and of other products change nothing here', () => {
    const candidate = store({ available: { X: 4 } });
    const stock = [move('RESERVE', 3, 'X', 'elsewhere'), move('RESERVE', 3, 'Y')];
    expect(seen({ stock }, { X: { onHand: 4, reserved: 0, safety: 0 } }, candidate)?.available).toEqual({ X: 4 });
  });

  test('no move makes goods of nothing: on hand and reserved change by what it says', () => {
    const counters = fc.record({ onHand: fc.nat(9), reserved: fc.nat(9), safety: fc.nat(3) });
    const kinds = fc.constantFrom<StockMove['kind'][]>('RESERVE', 'RELEASE', 'RETURN', 'ARRIVAL', 'ARRIVAL_FREE');
    fc.assert(
      fc.property(counters, kinds, fc.nat(9), (before, kind, quantity) => {
        const after = countersAfter(before, { kind, quantity });
        const hand = kind === 'RESERVE' || kind === 'RELEASE' ? 0 : quantity;
        const held = kind === 'RELEASE' ? -quantity : kind === 'RESERVE' || kind === 'ARRIVAL' ? quantity : 0;
        expect(after).toEqual({ ...before, onHand: before.onHand + hand, reserved: before.reserved + held });
      }),
    );
  });

  test('a hand-over of more than is there leaves nothing, never less', () => {
    expect(countersAfter({ onHand: 2, reserved: 3, safety: 0 }, { kind: 'HAND_OVER', quantity: 3 })).toMatchObject({
      onHand: 0,
      reserved: 0,
    });
  });
});

describe('quotas, backlog and turns', () => {
  const quota = (subject: string, period: string, delta: 1 | -1): QuotaMove => ({
    subject,
    period,
    delta,
    limit: null,
  });
  const candidate = store({
    available: { X: 9 },
    quotaTaken: 4,
    quotaDay: '2026-10-01',
    partyId: 'p',
    hourlyQuota: { period: '2026-10-01T10', limit: 9, taken: 2 },
    franchiseQuota: { limit: 9, taken: 6 },
    backlog: 3,
    lastOfferAt: 1,
  });

  test('a place that this change gives back is free again, for the day, the hour and the franchisee', () => {
    const moved = [
      quota('s', '2026-10-01', -1),
      quota('s', '2026-10-01T10', -1),
      quota('party/p', '2026-10-01', -1),
      quota('s', '2026-09-30', -1),
    ];
    expect(seen({ quota: moved }, {}, candidate)).toMatchObject({
      quotaTaken: 3,
      hourlyQuota: { taken: 1 },
      franchiseQuota: { taken: 5 },
    });
  });

  test('a slot that this change takes is taken', () => {
    const slot = { period: '2026-10-01T18:00', capacity: 1, taken: 0 };
    const there = store({ available: { X: 9 }, sameDay: { over: false, slot } });
    expect(seen({ quota: [quota('slot/s', slot.period, 1)] }, {}, there)?.sameDay?.slot?.taken).toBe(1);
  });

  test('an order that left the location is no backlog of it, and one just offered was offered now', () => {
    expect(seen({ backlog: new Map([['s', -1]]) }, {}, candidate)?.backlog).toBe(2);
    expect(seen({ offeredTo: new Set(['s']) }, {}, candidate)?.lastOfferAt).toBe(5000);
  });

  test('without pending moves the very same candidates come back', () => {
    const all = [candidate, store({ available: {} })];
    expect(withPending(all, nothing, { counters: {}, named: new Set() })).toBe(all);
  });
});

describe('an order that holds nothing any more', () => {
  const routed = () => {
    const paper = paperOrder(intakeOf([{ sku: 'X', quantity: 3, unitPriceMinor: 900 }]));
    say(paper, 'prepare', {});
    const [offer] = paper.order.offers;
    if (!offer) throw new Error('a location is asked');
    return { paper, offer };
  };

  test('gives back the units, the quotas and the place in the backlog of the location that was asked', () => {
    const { paper, offer } = routed();
    const freed = ownHoldingsFreed(paper.order, 5000);
    expect(freed.stock).toMatchObject([{ kind: 'RELEASE', sku: 'X', quantity: 3, locationId: offer.locationId }]);
    expect(freed.quota.map(({ subject, delta }) => [subject, delta])).toEqual(
      offer.quotas.map(({ subject }) => [subject, -1]),
    );
    expect([...freed.backlog]).toEqual([[offer.locationId, -1]]);
  });

  test('of several locations gives back to each what it holds, and nothing that it has refused', () => {
    const paper = routedOrder({ onHand: { 'a/X': 5, 'b/Y': 5 } });
    say(paper, 'accept', { offerId: 'o1', refused: [{ lineId: 'L1', quantity: 1, reason: 'OTHER' }] });
    const freed = ownHoldingsFreed(paper.order, 5000);
    expect(freed.stock.map((one) => [one.locationId, one.sku, one.quantity])).toEqual([
      ['a', 'X', 1],
      ['b', 'Y', 3],
    ]);
    expect([...freed.backlog]).toEqual([
      ['a', -1],
      ['b', -1],
    ]);
  });

  test('gives back nothing that has left or was refused', () => {
    const { paper, offer } = routed();
    say(paper, 'accept', { offerId: offer.id, refused: [] });
    say(paper, 'ship', { fulfillmentOrderId: offer.fulfillmentOrderId, carrier: 'own', trackingNumber: 'T1' });
    expect(ownHoldingsFreed(paper.order, 5000)).toEqual({ ...nothing });
  });
});
