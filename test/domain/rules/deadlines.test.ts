// What happens when a time has passed, and that nothing happens before.
import { describe, expect, test } from '@jest/globals';
import { say, type Paper } from '../../support/paper-order.ts';
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
  routed,
  ship,
  shipped,
} from '../../support/paper-stages.ts';

const later = (paper: Paper, dueAt: number | null): number => {
  if (dueAt === null) throw new Error('no deadline');
  paper.at = dueAt;
  return dueAt;
};

test('a timer may come a second early, as clocks differ, and no earlier', () => {
  const early = (byMs: number) => {
    const paper = routed();
    return offer(passes(paper, offer(paper).deadlineAt - byMs, 'OFFER', 'o1')).status;
  };
  expect([early(1001), early(1000), early(0)]).toEqual(['OFFERED', 'EXPIRED', 'EXPIRED']);
});

describe('a location that is late', () => {
  test('with a parcel gets a reminder, and one mark against it however often the timer comes', () => {
    const paper = accept(routed());
    passes(paper, fo(paper).dueAt, 'SHIP_LATE', 'f1');
    expect(openAttentions(paper)).toEqual(['SHIP_LATE']);
    expect(eventsOf(paper)).toEqual(['a SHIPPED_LATE']);
    expect(part(paper.order.attentions, 'a1').detail).toBe('a accepted and has not shipped in time');
    passes(paper, paper.at + 1, 'SHIP_LATE', 'f1');
    expect(eventsOf(paper)).toEqual([]);
  });
  test('with a pickup, too', () => {
    const paper = accept(routed(pickupAtA));
    passes(paper, fo(paper).dueAt, 'READY_LATE', 'f1');
    expect(openAttentions(paper)).toEqual(['READY_LATE']);
    expect(eventsOf(paper)).toEqual(['a PICKUP_LATE']);
    expect(part(paper.order.attentions, 'a1').detail).toBe('a accepted and has not got it ready in time');
  });
  test('is not one that still has time, has shipped, or owes the other', () => {
    const paper = accept(routed());
    const dueAt = fo(paper).dueAt ?? 0;
    passes(paper, dueAt - 1001, 'SHIP_LATE', 'f1');
    passes(paper, dueAt, 'READY_LATE', 'f1');
    ship(paper, 'f1', 'typed');
    passes(paper, dueAt, 'SHIP_LATE', 'f1');
    expect(paper.order.attentions).toEqual([]);
  });
});

describe('a parcel of which nothing is heard', () => {
  const silent = (paper: Paper, early = 0) =>
    openAttentions(passes(paper, later(paper, fo(paper).deliveryDueAt) - early, 'PARCEL_SILENT', 'f1'));
  test('is asked for when its time has passed, on its way there or back', () => {
    expect(silent(shipped())).toEqual(['PARCEL_SILENT']);
    expect(silent(shipped(), 1001)).toEqual([]);
    const returning = shipped();
    say(returning, 'track', { waybillId: 'w1', event: 'RETURNING', at: returning.at });
    expect(silent(returning)).toEqual(['PARCEL_SILENT']);
  });
  test('is not asked for once it has arrived', () => {
    const paper = shipped();
    say(paper, 'track', { waybillId: 'w1', event: 'DELIVERED', at: paper.at });
    expect(silent(paper)).toEqual([]);
  });
});

describe('goods on their way to the store of a pickup', () => {
  const onTheWay = () => ship(accept(routed({ ...pickupAtA, onHand: { 'b/X': 5, 'b/Y': 5 } })));
  test('that do not come in time are a question for the buyer, once', () => {
    const paper = onTheWay();
    passes(paper, fo(paper).deliveryDueAt, 'ARRIVAL_LATE', 'f1');
    expect([fo(paper).deliveryDueAt, paper.order.status]).toEqual([null, 'AWAITING_BUYER']);
    expect(lastChange(paper).writeBacks.map((one) => one.event)).toContain('order.pickup_choice_needed');
  });
  test('that have time, or have come, are none', () => {
    const paper = onTheWay();
    const dueAt = later(paper, fo(paper).deliveryDueAt);
    passes(paper, dueAt - 1001, 'ARRIVAL_LATE', 'f1');
    expect(fo(paper).deliveryDueAt).toBe(dueAt);
    say(paper, 'receiveAtStore', {
      fulfillmentOrderId: 'f1',
      received: [
        { sku: 'X', quantity: 2 },
        { sku: 'Y', quantity: 3 },
      ],
    });
    passes(paper, dueAt, 'ARRIVAL_LATE', 'f1');
    expect(paper.order.buyerChoiceDueAt).toBeNull();
  });
  test('are cancelled with the order when the buyer does not choose in time', () => {
    const paper = onTheWay();
    passes(paper, fo(paper).deliveryDueAt, 'ARRIVAL_LATE', 'f1');
    passes(paper, (paper.order.buyerChoiceDueAt ?? 0) - 1001, 'BUYER_CHOICE', paper.order.id);
    expect(fo(paper).status).toBe('IN_TRANSIT');
    passes(paper, paper.order.buyerChoiceDueAt, 'BUYER_CHOICE', paper.order.id);
    expect([fo(paper).status, line(paper).cancelled, line(paper).refundable]).toEqual(['CANCELLED', 2, 2]);
  });
});

describe('a hold with an end', () => {
  const held = (dueAction: 'CANCEL' | 'RELEASE', onHand?: Record<string, number>) => {
    const paper = routed(onHand ? { onHand } : {});
    say(paper, 'accept', { offerId: 'o1', refused: [] });
    say(paper, 'placeHold', { key: 'K', reason: 'r', dueAt: paper.at + 5000, dueAction });
    return passes(paper, paper.at + 5000, 'HOLD', 'h1');
  };
  test('that cancels, cancels what no location works on; the others keep working', () => {
    const paper = held('CANCEL', { 'a/X': 5, 'b/Y': 5 });
    expect(paper.order.fulfillmentOrders.map(({ id, status }) => [id, status])).toEqual([
      ['f1', 'IN_PROGRESS'],
      ['f2', 'CANCELLED'],
    ]);
    expect([line(paper, 'L1').cancelled, line(paper, 'L2').cancelled]).toEqual([0, 3]);
    expect(part(paper.order.holds, 'h1').note).toBe('deadline passed: CANCEL');
  });
  test('that releases, asks the same location again', () => {
    const paper = held('RELEASE', { 'a/X': 5, 'b/Y': 5 });
    expect(paper.order.fulfillmentOrders.map(({ id, status, locationId }) => [id, status, locationId])).toEqual([
      ['f1', 'IN_PROGRESS', 'a'],
      ['f2', 'REROUTED', 'b'],
      ['f3', 'OPEN', 'b'],
    ]);
  });
});
