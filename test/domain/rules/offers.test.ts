// A location answers an offer: whole, in part, or not at all.
import { describe, expect, test } from '@jest/globals';
import type { Messages } from '../../../domain/order/messages.ts';
import type { RefusalReason } from '../../../domain/values/reasons.ts';
import { say } from '../../support/paper-order.ts';
import {
  accept,
  eventsOf,
  fo,
  lastChange,
  line,
  offer,
  openAttentions,
  part,
  passes,
  pickupAtA,
  refusalOf,
  routed,
  shelfOf,
} from '../../support/paper-stages.ts';

const no = (lineId: string, quantity: number, reason: RefusalReason = 'TOO_BUSY') => ({ lineId, quantity, reason });
const answer = (refused: Messages['accept']['refused'], lines?: Messages['accept']['lines']): Messages['accept'] => ({
  offerId: 'o1',
  refused,
  ...(lines ? { lines } : {}),
});

describe('an answer covers the whole offer', () => {
  const both = [
    { lineId: 'L1', quantity: 2 },
    { lineId: 'L2', quantity: 3 },
  ];
  test('what is not accepted is refused with a reason, to the unit', () => {
    expect(refusalOf(routed(), 'accept', answer([], both))).toBeNull();
    expect(refusalOf(routed(), 'accept', answer([], both.slice(0, 1)))).toBe('QUANTITY_INVALID');
    const one = [{ lineId: 'L1', quantity: 1 }, both[1]].filter((l) => l !== undefined);
    expect(refusalOf(routed(), 'accept', answer([], one))).toBe('QUANTITY_INVALID');
    expect(refusalOf(routed(), 'accept', answer([no('L1', 1)], one))).toBeNull();
    expect(refusalOf(routed(), 'accept', answer([no('L1', 1)], both))).toBe('QUANTITY_INVALID');
    expect(refusalOf(routed(), 'accept', answer([no('L2', 1)], one))).toBe('QUANTITY_INVALID');
  });
  test('says of which line how much is missing', () => {
    expect(say(routed(), 'accept', answer([], both.slice(0, 1))).refusal?.detail).toBe(
      'lines: of line L2, 3 are asked; what is not accepted must be refused with a reason',
    );
  });
  test('names only lines of the offer, and refuses no more of each than it has', () => {
    expect(refusalOf(routed(), 'accept', answer([], [...both, { lineId: 'L9', quantity: 1 }]))).toBe('UNKNOWN_LINE');
    expect(refusalOf(routed(), 'accept', answer([no('L9', 1)]))).toBe('UNKNOWN_LINE');
    expect(refusalOf(routed(), 'accept', answer([no('L1', 2)]))).toBeNull();
    expect(refusalOf(routed(), 'accept', answer([no('L1', 3)]))).toBe('QUANTITY_INVALID');
    expect(refusalOf(routed(), 'accept', answer([no('L1', 1), no('L1', 2, 'DAMAGED')]))).toBe('QUANTITY_INVALID');
    expect(refusalOf(routed(), 'accept', answer([no('L1', 2), no('L2', 2)]))).toBeNull();
  });
  test('is given once, to an offer that is there', () => {
    const paper = accept(routed());
    expect(refusalOf(paper, 'accept', answer([]))).toBe('OFFER_CLOSED');
    expect(refusalOf(paper, 'reject', { offerId: 'o9', reason: 'OTHER', note: null })).toBe('UNKNOWN_PART');
  });
});

describe('what an answer costs the location', () => {
  test('accepting is a point for it, also when it refuses what is missing; refusing for no good reason is not', () => {
    const after = (refused: Messages['accept']['refused']) => {
      const paper = routed();
      say(paper, 'accept', answer(refused));
      return [eventsOf(paper), offer(paper).status];
    };
    expect(after([])).toEqual([['a ACCEPTED'], 'ACCEPTED']);
    expect(after([no('L1', 1, 'OUT_OF_STOCK')])).toEqual([['a REJECTED_HONESTLY'], 'ACCEPTED']);
    expect(after([no('L1', 1)])).toEqual([['a REJECTED'], 'ACCEPTED']);
  });
  test('silence costs more than any refusal', () => {
    const rejected = routed();
    say(rejected, 'reject', { offerId: 'o1', reason: 'STORE_CLOSED', note: 'strike' });
    expect(eventsOf(rejected)).toEqual(['a CLOSED_NOW']);
    expect(offer(rejected)).toMatchObject({ status: 'REJECTED', note: 'strike', answeredBy: 'test' });
    const silent = routed();
    passes(silent, offer(silent).deadlineAt, 'OFFER', 'o1');
    expect(eventsOf(silent)).toEqual(['a EXPIRED']);
  });
});

describe('a part that is refused', () => {
  test('is asked elsewhere, and not of the same location again', () => {
    const paper = routed();
    say(paper, 'accept', answer([no('L1', 1, 'DAMAGED')]));
    expect(paper.order.fulfillmentOrders.map((f) => [f.locationId, f.status])).toEqual([
      ['a', 'IN_PROGRESS'],
      ['b', 'OPEN'],
    ]);
    expect(paper.order.exclusions.map((x) => [x.lineId, x.locationId])).toEqual([['L1', 'a']]);
    expect(shelfOf(paper, 'a/X')).toMatchObject({ onHand: 9, reserved: 1, damaged: 1 });
  });
  test('is all of it when every unit is refused, or when the profile splits no order', () => {
    const every = routed();
    say(every, 'accept', answer([no('L1', 2), no('L2', 3)]));
    expect([offer(every).status, fo(every).status]).toEqual(['REJECTED', 'REROUTED']);
    const unsplit = routed({ options: { split: 'NEVER' } });
    say(unsplit, 'accept', answer([no('L1', 1)]));
    expect([offer(unsplit).status, fo(unsplit).status]).toEqual(['REJECTED', 'REROUTED']);
  });
  test('of a pickup is a question for the buyer; a whole answer is none', () => {
    const partly = routed(pickupAtA);
    say(partly, 'accept', answer([no('L1', 1)]));
    expect(partly.order.status).toBe('AWAITING_BUYER');
    const whole = routed(pickupAtA);
    say(whole, 'accept', answer([]));
    expect(whole.order.buyerChoiceDueAt).toBeNull();
    expect(lastChange(whole).writeBacks.map((one) => one.event)).toEqual(['order.status_changed']);
  });
});

test('an operator gives an offer to another location, whose quota does not matter', () => {
  const paper = routed();
  say(paper, 'reassign', { offerId: 'o1', locationId: 'c' });
  expect([offer(paper).status, fo(paper, 'f2').locationId]).toEqual(['WITHDRAWN', 'c']);
  expect(lastChange(paper).quota.map((q) => [q.subject, q.delta, q.limit])).toEqual([
    ['a', -1, null],
    ['c', 1, null],
  ]);
});

describe('a count that finds less than is reserved', () => {
  test('takes back the offer of those goods', () => {
    const paper = routed();
    say(paper, 'withdrawForShortage', { fulfillmentOrderId: 'f1', sku: 'X' });
    expect([offer(paper).status, eventsOf(paper), fo(paper, 'f2').locationId]).toEqual(['WITHDRAWN', [], 'b']);
    expect(refusalOf(paper, 'withdrawForShortage', { fulfillmentOrderId: 'f1', sku: 'X' })).toBe('OFFER_CLOSED');
  });
  test('asks the store that works on them', () => {
    const paper = accept(routed());
    say(paper, 'flagShortage', { fulfillmentOrderId: 'f1', sku: 'X' });
    expect(openAttentions(paper)).toEqual(['STOCK_SHORT']);
    expect(part(paper.order.attentions, 'a1')).toMatchObject({ owner: 'STORE', subjectId: 'f1' });
  });
});

test('a location is asked no more often than the channel says, then a person decides', () => {
  const paper = routed({ options: { policy: { maxOffers: 1 } } });
  say(paper, 'reject', { offerId: 'o1', reason: 'OTHER', note: null });
  expect(openAttentions(paper)).toEqual(['ROUTING_EXHAUSTED']);
  expect([line(paper).unrouted, paper.order.fulfillmentOrders.length]).toEqual([2, 1]);
  say(paper, 'route', { locationId: null, profileVersion: null });
  expect(fo(paper, 'f2')).toMatchObject({ status: 'OPEN', locationId: 'b', attempt: 2 });
});
