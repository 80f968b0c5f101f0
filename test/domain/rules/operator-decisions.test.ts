// What operators decide about an order that needs them.
import { describe, expect, test } from '@jest/globals';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { cheapest } from '../../../domain/routing/profiles/cheapest.ts';
import { intakeOf } from '../../support/paper-intake.ts';
import { paperOrder, say, type Paper } from '../../support/paper-order.ts';
import {
  accept,
  fo,
  label,
  lastChange,
  line,
  openAttentions,
  passes,
  pickupAtA,
  refusalOf,
  routed,
  ship,
  shipped,
  stock,
} from '../../support/paper-stages.ts';

const resolve = (paper: Paper, action: string, attentionId = paper.order.attentions.at(-1)?.id ?? '') =>
  say(paper, 'resolve', { attentionId, action, note: null });
const nowhere = () => routed({ onHand: {} });
const route = { locationId: null, profileVersion: null };

describe('an order that no location can serve', () => {
  test('is routed again by an operator, when there is something again', () => {
    const paper = nowhere();
    expect(openAttentions(paper)).toEqual(['NO_CANDIDATE']);
    stock(paper, { 'b/X': 2, 'b/Y': 3 });
    resolve(paper, 'RETRY');
    expect(fo(paper)).toMatchObject({ locationId: 'b', status: 'OPEN' });
  });
  test('is routed only when something has no location, and not on hold', () => {
    expect(refusalOf(routed(), 'route', route)).toBe('NOTHING_UNROUTED');
    const paper = nowhere();
    say(paper, 'placeHold', { key: 'K', reason: 'r', dueAt: null, dueAction: null });
    expect(refusalOf(paper, 'route', route)).toBe('ORDER_ON_HOLD');
    say(paper, 'release', { key: 'K', note: null });
    expect(refusalOf(paper, 'route', route)).toBeNull();
  });
  test('with units to be sent for the first time and as many again is not one without anything to route', () => {
    const paper = nowhere();
    Object.assign(line(paper, 'L1'), { unrouted: 1, fulfilled: 1, reshipDue: 1 });
    Object.assign(line(paper, 'L2'), { unrouted: 0, fulfilled: 3 });
    say(paper, 'release', { key: 'unknown', note: null });
    expect(openAttentions(paper)).toEqual(['NO_CANDIDATE']);
    expect(refusalOf(paper, 'route', route)).toBeNull();
  });
  test('is routed by the profile that the operator names', () => {
    const paper = paperOrder(intakeOf([{ sku: 'X', quantity: 1, unitPriceMinor: 900 }]), {
      stock: 0,
      shop: { namedProfile: cheapest },
    });
    say(paper, 'prepare', {});
    stock(paper, { 'a/X': 1 });
    expect(() => say(paper, 'route', { locationId: null, profileVersion: 99 })).toThrow('no routing profile 99');
    say(paper, 'route', { locationId: null, profileVersion: cheapest.version });
    expect(lastChange(paper).plans.map((plan) => plan.profileName)).toEqual(['cheapest']);
    const own = nowhere();
    say(own, 'route', { locationId: null, profileVersion: completeNearest.version });
    expect(lastChange(own).plans.map((plan) => plan.profileName)).toEqual(['complete-nearest']);
  });
});

describe('the next day for an order of today', () => {
  const today = () => routed({ delivery: { speed: 'SAME_DAY', slot: null } });
  test('is decided by the operator, when it is for today', () => {
    const paper = today();
    say(paper, 'route', { ...route, nextDay: true });
    expect([paper.order.sameDay, fo(paper).status]).toEqual([false, 'OPEN']);
    expect(lastChange(paper).writeBacks.map((one) => one.event)).toContain('order.delivery_changed');
  });
  test('is not decided by routing it again, nor for an order that is not for today', () => {
    const paper = today();
    say(paper, 'route', route);
    expect(paper.order.sameDay).toBe(true);
    const standard = nowhere();
    say(standard, 'route', { ...route, nextDay: true });
    expect(lastChange(standard).writeBacks.map((one) => one.event)).not.toContain('order.delivery_changed');
  });
});

describe('more time', () => {
  test('for a parcel of which nothing is heard is that of a delivery', () => {
    const paper = shipped();
    passes(paper, fo(paper).deliveryDueAt, 'PARCEL_SILENT', 'f1');
    resolve(paper, 'WAIT');
    expect(fo(paper).deliveryDueAt).toBe(paper.at + paper.policy.deliverySeconds * 1000);
    expect(openAttentions(paper)).toEqual([]);
  });
  test('for a location that is late is that of its work', () => {
    const delivery = accept(routed());
    passes(delivery, fo(delivery).dueAt, 'SHIP_LATE', 'f1');
    resolve(delivery, 'WAIT');
    expect(fo(delivery).dueAt).toBe(delivery.at + delivery.policy.shipBySeconds * 1000);
    const pickup = accept(routed(pickupAtA));
    passes(pickup, fo(pickup).dueAt, 'READY_LATE', 'f1');
    resolve(pickup, 'WAIT');
    expect(fo(pickup).dueAt).toBe(pickup.at + pickup.policy.readyBySeconds * 1000);
  });
});

describe('a lost parcel', () => {
  const lost = () => {
    const paper = shipped();
    say(paper, 'track', { waybillId: 'w1', event: 'LOST', at: paper.at });
    return paper;
  };
  test('is refunded, or sent again without another charge', () => {
    const refunded = lost();
    resolve(refunded, 'REFUND');
    expect([fo(refunded).status, line(refunded).refundable, line(refunded).reshipDue]).toEqual(['WRITTEN_OFF', 2, 0]);
    const again = lost();
    resolve(again, 'RESHIP');
    expect([line(again).refundable, line(again).reshipDue, again.order.refunds]).toEqual([0, 0, []]);
    expect(fo(again, 'f2')).toMatchObject({ reship: true, status: 'OPEN' });
    ship(label(accept(again)), 'f2');
    expect(line(again)).toMatchObject({ fulfilled: 2, unrouted: 0, reshipDue: 0 });
  });
  test('whose replacement is refused is still to be sent; cancelled, it is refunded and not counted twice', () => {
    const paper = lost();
    resolve(paper, 'RESHIP');
    say(paper, 'accept', { offerId: 'o2', refused: [{ lineId: 'L1', quantity: 1, reason: 'OTHER' }] });
    expect(fo(paper, 'f3')).toMatchObject({ reship: true, status: 'OPEN' });
    expect(line(paper)).toMatchObject({ fulfilled: 2, unrouted: 0, reshipDue: 0, cancelled: 0 });
    say(paper, 'cancel', { kind: 'REQUEST', lines: [{ lineId: 'L1', quantity: 1 }], reason: 'r' });
    expect(line(paper)).toMatchObject({ fulfilled: 2, reshipDue: 0, cancelled: 0, refundable: 1 });
  });
  test('is a case with known answers only', () => {
    expect(resolve(lost(), 'DANCE').refusal?.detail).toBe('action: for PARCEL_LOST choose one of REFUND, RESHIP');
    expect(resolve(lost(), 'REFUND', 'a9').refusal?.code).toBe('UNKNOWN_PART');
  });
});

test('cash that nobody will report is written off; what was paid otherwise stays', () => {
  const paper = shipped();
  const [cash] = paper.order.payments;
  if (cash) cash.status = 'ON_DELIVERY';
  say(paper, 'track', { waybillId: 'w1', event: 'DELIVERED', at: paper.at });
  resolve(paper, 'WRITE_OFF');
  expect(paper.order.payments.map((p) => p.status)).toEqual(['VOIDED', 'CAPTURED']);
});
