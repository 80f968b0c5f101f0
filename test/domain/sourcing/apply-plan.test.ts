// What becomes of a routing: offers with their deadlines, and quantities that no location can serve.
import { describe, expect, test } from '@jest/globals';
import { say } from '../../support/paper-order.ts';
import {
  accept,
  fo,
  label,
  lastChange,
  line,
  offer,
  openAttentions,
  pickupAtA,
  routed,
  ship,
  shipped,
} from '../../support/paper-stages.ts';

describe('an order that no location can serve whole', () => {
  const half = { 'a/X': 5 };
  test('waits for an operator', () => {
    const paper = routed({ onHand: half });
    expect([openAttentions(paper), line(paper, 'L2').unrouted]).toEqual([['NO_CANDIDATE'], 3]);
  });
  test('is cancelled and refunded for the rest, where the profile says so', () => {
    const paper = routed({ onHand: half, options: { shop: { rest: 'CANCEL' } } });
    expect([openAttentions(paper), line(paper, 'L2').cancelled]).toEqual([[], 3]);
    expect(paper.order.refunds.length).toBeGreaterThan(0);
  });
  test('is held until its release, where the profile says so and nobody works on it yet', () => {
    const paper = routed({ onHand: {}, options: { shop: { rest: 'HOLD' } } });
    expect([paper.order.status, paper.order.holds.map((h) => h.key)]).toEqual(['ON_HOLD', ['NO_LOCATION']]);
    for (const shelf of paper.shelves.values()) shelf.onHand = 9;
    say(paper, 'release', { key: 'NO_LOCATION', note: null });
    expect(fo(paper).status).toBe('OPEN');
  });
  test('is not held while a location works on a part of it: a person decides about the rest', () => {
    const paper = routed({ onHand: half, options: { shop: { rest: 'HOLD' } } });
    expect([paper.order.holds, openAttentions(paper)]).toEqual([[], ['NO_CANDIDATE']]);
    const rejected = routed({ onHand: { ...half, 'b/Y': 3 }, options: { shop: { rest: 'HOLD' } } });
    say(rejected, 'reject', { offerId: 'o2', reason: 'OTHER', note: null });
    expect([rejected.order.holds, openAttentions(rejected)]).toEqual([[], ['ROUTING_EXHAUSTED']]);
  });
  test('is not cancelled for goods that were lost and are sent again: they are paid and gone', () => {
    const paper = shipped({ options: { shop: { rest: 'CANCEL' } } });
    say(paper, 'track', { waybillId: 'w1', event: 'LOST', at: paper.at });
    for (const shelf of paper.shelves.values()) shelf.onHand = 0;
    say(paper, 'resolve', { attentionId: 'a1', action: 'RESHIP', note: null });
    expect([openAttentions(paper), line(paper).reshipDue, line(paper).cancelled]).toEqual([['NO_CANDIDATE'], 2, 0]);
  });
});

describe('an offer', () => {
  test('ends in the open hours of its location; of one that never opens, so many seconds from now', () => {
    const until = (openSeconds: number) => {
      const paper = routed({ options: { shop: { openSeconds, eligibility: [] } } });
      return offer(paper).deadlineAt - paper.at;
    };
    const { offerSeconds } = routed().policy;
    expect([until(7 * 86_400), until(600), until(0)]).toEqual([offerSeconds * 1000, 600_000, offerSeconds * 1000]);
  });
  test('is accepted at once by a location with a system of its own', () => {
    const paper = routed({ onHand: { 'a/X': 5, 'b/Y': 5 }, options: { shop: { autoAccept: true } } });
    expect(paper.order.offers.map((o) => [o.status, o.answeredBy])).toEqual([
      ['ACCEPTED', 'autoAccept'],
      ['ACCEPTED', 'autoAccept'],
    ]);
    expect(paper.order.waybills.map((w) => w.fulfillmentOrderId)).toEqual(['f1', 'f2']);
    expect(lastChange(paper).performance).toEqual([]);
  });
  test('of a supplier of a pickup counts for its own quota, and another supplier is asked when it refuses', () => {
    const paper = routed({ ...pickupAtA, onHand: { 'b/X': 5, 'b/Y': 5, 'c/X': 5, 'c/Y': 5 } });
    expect(fo(paper)).toMatchObject({ locationId: 'b', pickupLocationId: 'a' });
    say(paper, 'reject', { offerId: 'o1', reason: 'OTHER', note: null });
    expect(fo(paper, 'f2')).toMatchObject({ locationId: 'c', pickupLocationId: 'a', attempt: 2 });
    ship(label(accept(paper)), 'f2');
    expect(fo(paper, 'f2')).toMatchObject({ status: 'IN_TRANSIT', locationId: 'a' });
  });
});
