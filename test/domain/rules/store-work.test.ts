// The work of a location on what it has accepted: ready, shipped, or given up.
import { describe, expect, test } from '@jest/globals';
import type { LineQuantity } from '../../../domain/values/quantity.ts';
import { say, type Paper } from '../../support/paper-order.ts';
import {
  accept,
  apart,
  eventsOf,
  fo,
  label,
  lastChange,
  line,
  notesOf,
  passes,
  pickupAtA,
  refusalOf,
  routed,
  shelfOf,
  ship,
  shipped,
} from '../../support/paper-stages.ts';

const give = (lines: LineQuantity[] | null, reason: 'TOO_BUSY' | 'OUT_OF_STOCK' | 'STORE_CLOSED' = 'TOO_BUSY') => ({
  fulfillmentOrderId: 'f1',
  reason,
  lines,
});
const x = (quantity: number) => ({ lineId: 'L1', quantity });
const y = (quantity: number) => ({ lineId: 'L2', quantity });
const noNumber = (fulfillmentOrderId = 'f1') => ({ fulfillmentOrderId, carrier: null, trackingNumber: null });

describe('giving up', () => {
  test('a part leaves the rest with the location; the part is asked elsewhere', () => {
    const paper = accept(routed());
    say(paper, 'giveUp', give([x(1)], 'OUT_OF_STOCK'));
    expect(paper.order.fulfillmentOrders.map((f) => [f.locationId, f.status])).toEqual([
      ['a', 'IN_PROGRESS'],
      ['b', 'OPEN'],
    ]);
    expect([eventsOf(paper), notesOf(paper)]).toEqual([['a GAVE_UP'], ['GAVE UP IN PART']]);
    expect(shelfOf(paper, 'a/X')).toMatchObject({ onHand: 9, reserved: 1, inDoubt: 1 });
  });
  test('everything, in one go or line by line and unit by unit, ends its work', () => {
    const all = [null, [x(2), y(3)], [x(1), y(3), x(1)]];
    for (const lines of all) {
      const paper = accept(routed());
      say(paper, 'giveUp', give(lines, 'STORE_CLOSED'));
      expect([fo(paper).status, fo(paper, 'f2').locationId]).toEqual(['REROUTED', 'b']);
      expect(eventsOf(paper)).toEqual(['a GAVE_UP', 'a CLOSED_NOW']);
    }
  });
  test('one of two lines is not everything', () => {
    const paper = accept(routed());
    say(paper, 'giveUp', give([x(2)]));
    expect([fo(paper).status, line(paper, 'L1').unrouted]).toEqual(['IN_PROGRESS', 0]);
    expect(fo(paper, 'f2')).toMatchObject({ locationId: 'b', status: 'OPEN' });
  });
  test('of a pickup asks the buyer', () => {
    const paper = accept(routed(pickupAtA));
    say(paper, 'giveUp', give([x(1)]));
    expect(paper.order.status).toBe('AWAITING_BUYER');
  });
  test('is possible while the goods are there, of what is there', () => {
    expect(refusalOf(routed(), 'giveUp', give(null))).toBe('WRONG_STATE');
    expect(refusalOf(shipped(), 'giveUp', give(null))).toBe('WRONG_STATE');
    expect(refusalOf(accept(routed()), 'giveUp', { ...give(null), fulfillmentOrderId: 'f9' })).toBe('UNKNOWN_PART');
    expect(refusalOf(accept(routed()), 'giveUp', give([x(3)]))).toBe('QUANTITY_INVALID');
    expect(refusalOf(accept(routed()), 'giveUp', give([{ lineId: 'L9', quantity: 1 }]))).toBe('UNKNOWN_LINE');
    const ready = accept(routed(pickupAtA));
    say(ready, 'markReady', { fulfillmentOrderId: 'f1' });
    expect(refusalOf(ready, 'giveUp', give(null))).toBeNull();
  });
  test('by the store of a pickup that another location has sent is no fault of the other', () => {
    const paper = ship(accept(routed({ ...pickupAtA, onHand: { 'b/X': 5, 'b/Y': 5 } })));
    const received = [
      { sku: 'X', quantity: 2 },
      { sku: 'Y', quantity: 3 },
    ];
    say(paper, 'receiveAtStore', { fulfillmentOrderId: 'f1', received });
    say(paper, 'giveUp', give(null));
    expect(eventsOf(paper)).toEqual(['a GAVE_UP']);
    expect([paper.order.offers[0]?.status, paper.order.status]).toEqual(['ACCEPTED', 'AWAITING_BUYER']);
    expect(lastChange(paper).quota).toEqual([]);
  });
});

describe('ready and shipped', () => {
  test('a pickup is made ready, a delivery is shipped; neither the other way round', () => {
    expect(refusalOf(accept(routed()), 'markReady', { fulfillmentOrderId: 'f1' })).toBe('WRONG_METHOD');
    expect(refusalOf(accept(routed(pickupAtA)), 'markReady', { fulfillmentOrderId: 'f1' })).toBeNull();
    expect(refusalOf(accept(routed(pickupAtA)), 'ship', { ...noNumber(), trackingNumber: 'T' })).toBe('WRONG_METHOD');
  });
  test('the supplier of a pickup ships to its store, which makes it ready after its arrival', () => {
    const paper = accept(routed({ ...pickupAtA, onHand: { 'b/X': 5, 'b/Y': 5 } }));
    expect(refusalOf(paper, 'markReady', { fulfillmentOrderId: 'f1' })).toBe('WRONG_METHOD');
    expect(refusalOf(paper, 'receiveAtStore', { fulfillmentOrderId: 'f1', received: [] })).toBe('WRONG_STATE');
    expect(refusalOf(paper, 'ship', noNumber())).toBeNull();
    expect(refusalOf(paper, 'markReady', { fulfillmentOrderId: 'f1' })).toBe('WRONG_STATE');
    expect(refusalOf(paper, 'receiveAtStore', { fulfillmentOrderId: 'f9', received: [] })).toBe('UNKNOWN_PART');
    say(paper, 'receiveAtStore', { fulfillmentOrderId: 'f1', received: [{ sku: 'X', quantity: 2 }] });
    expect(refusalOf(paper, 'markReady', { fulfillmentOrderId: 'f1' })).toBeNull();
  });
  test('a delivery needs a label of its own that is valid', () => {
    const paper = accept(routed({ onHand: apart }));
    say(paper, 'waybillCreated', { waybillId: 'w1', trackingNumber: 'T1' });
    expect(refusalOf(paper, 'ship', noNumber('f2'))).toBe('WAYBILL_MISSING');
    expect(refusalOf(paper, 'ship', noNumber('f1'))).toBeNull();
    expect(refusalOf(paper, 'ship', noNumber('f1'))).toBe('WRONG_STATE');
    expect(refusalOf(paper, 'ship', noNumber('f9'))).toBe('UNKNOWN_PART');
  });
  test('nothing leaves while the order is on hold; a cancellation elsewhere stops nobody here', () => {
    const paper = label(accept(routed({ onHand: apart })));
    say(paper, 'cancel', { kind: 'REQUEST', lines: [y(1)], reason: 'r' });
    expect(refusalOf(paper, 'ship', noNumber('f2'))).toBe('CANCELLATION_PENDING');
    say(paper, 'placeHold', { key: 'K', reason: 'r', dueAt: null, dueAction: null });
    expect(refusalOf(paper, 'ship', noNumber('f1'))).toBe('ORDER_ON_HOLD');
    say(paper, 'release', { key: 'K', note: null });
    expect(refusalOf(paper, 'ship', noNumber('f1'))).toBeNull();
    say(paper, 'agreeIntercept', { cancellationId: 'c1' });
    expect(refusalOf(paper, 'ship', noNumber('f2'))).toBeNull();
  });
});

test('an operator takes an order away only from a location that is late with it', () => {
  const late = (paper: Paper, id: string) => passes(paper, fo(paper, id).dueAt, 'SHIP_LATE', id);
  const paper = accept(routed({ onHand: { ...apart, 'c/X': 9 } }));
  expect(refusalOf(paper, 'revokeAccepted', { fulfillmentOrderId: 'f1' })).toBe('WRONG_STATE');
  late(paper, 'f2');
  expect(refusalOf(paper, 'revokeAccepted', { fulfillmentOrderId: 'f1' })).toBe('WRONG_STATE');
  late(paper, 'f1');
  expect(refusalOf(paper, 'revokeAccepted', { fulfillmentOrderId: 'f1' })).toBeNull();
  expect([fo(paper, 'f1').status, fo(paper, 'f3').locationId]).toEqual(['REROUTED', 'c']);
});
