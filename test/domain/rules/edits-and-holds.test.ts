// What may be changed and held, what the audit finds, and how many messages an order takes.
import { describe, expect, test } from '@jest/globals';
import { messagesPerOrder } from '../../../domain/rules/index.ts';
import { viewOf } from '../../../domain/order/view.ts';
import { intakeOf } from '../../support/paper-intake.ts';
import { paperOrder, say, type Paper } from '../../support/paper-order.ts';
import {
  accept,
  fo,
  lastChange,
  notesOf,
  part,
  pickupAtA,
  refusalOf,
  routed,
  shipped,
} from '../../support/paper-stages.ts';

describe('address and dates', () => {
  const amend = { destination: null, addressComplete: null, shipByAt: null };
  test('change until a label exists; a label that failed is none', () => {
    const destination = { province: 'q', city: 'd', district: null, latitude: null, longitude: null };
    const offered = routed();
    say(offered, 'amendOrder', { ...amend, destination, addressComplete: false });
    expect(offered.order).toMatchObject({ destination, addressComplete: false });
    say(offered, 'amendOrder', { ...amend, addressComplete: true });
    expect(offered.order).toMatchObject({ destination, addressComplete: true });
    say(offered, 'amendOrder', amend);
    expect(offered.order).toMatchObject({ destination, addressComplete: true });
    const working = accept(routed());
    expect(refusalOf(working, 'amendOrder', amend)).toBe('TOO_LATE');
    say(working, 'waybillFailed', { waybillId: 'w1', detail: 'no such street' });
    expect(refusalOf(working, 'amendOrder', amend)).toBeNull();
  });
  test('a new ship-by is the one of deliveries that a location works on, and of nothing else', () => {
    const dueAfter = (paper: Paper, shipByAt: number | null = 5_000_000) => {
      say(paper, 'amendOrder', { ...amend, shipByAt });
      return [paper.order.shipByAt === 5_000_000, fo(paper).dueAt === 5_000_000];
    };
    const working = accept(routed());
    say(working, 'waybillFailed', { waybillId: 'w1', detail: 'no' });
    expect(dueAfter(working)).toEqual([true, true]);
    const kept = accept(routed());
    say(kept, 'waybillFailed', { waybillId: 'w1', detail: 'no' });
    const dueAt = fo(kept).dueAt;
    expect([dueAfter(kept, null), fo(kept).dueAt]).toEqual([[false, false], dueAt]);
    expect(dueAfter(routed())).toEqual([true, false]);
    expect(dueAfter(accept(routed(pickupAtA)))).toEqual([true, false]);
  });
});

describe('holds', () => {
  const hold = (paper: Paper, key: string) =>
    say(paper, 'placeHold', { key, reason: 'r', dueAt: null, dueAction: null }).answer;
  test('of one key are one; released, the key may hold again', () => {
    const paper = routed();
    expect(hold(paper, 'K')).toEqual({ holds: ['K'] });
    expect(hold(paper, 'K')).toEqual({ holds: ['K'] });
    say(paper, 'release', { key: 'K', note: 'fine' });
    expect(hold(paper, 'K')).toEqual({ holds: ['K'] });
    expect(paper.order.holds.map((h) => h.releasedAt !== null)).toEqual([true, false]);
  });
  test('hold as long as one is left; the last lets the same location be asked again', () => {
    const paper = routed();
    hold(paper, 'K');
    hold(paper, 'L');
    say(paper, 'release', { key: 'K', note: null });
    expect([paper.order.status, fo(paper).status]).toEqual(['ON_HOLD', 'OPEN']);
    say(paper, 'release', { key: 'L', note: null });
    expect([fo(paper).status, fo(paper, 'f2').locationId]).toEqual(['REROUTED', 'a']);
  });
  test('are refused when nothing is left to hold', () => {
    const gone = shipped();
    expect(refusalOf(gone, 'placeHold', { key: 'K', reason: 'r', dueAt: null, dueAction: null })).toBe('TOO_LATE');
    say(gone, 'track', { waybillId: 'w1', event: 'LOST', at: gone.at });
    say(gone, 'resolve', { attentionId: 'a1', action: 'RESHIP', note: null });
    expect(refusalOf(gone, 'placeHold', { key: 'K', reason: 'r', dueAt: null, dueAction: null })).toBeNull();
  });
});

describe('the audit', () => {
  test('says what it found, or that it found nothing, once', () => {
    const clean = routed();
    expect([notesOf(clean).includes('AUDITED'), lastChange(clean).timeline[0]?.detail]).toEqual([true, 'clean']);
    expect(say(clean, 'prepare', {}).answer).toBeNull();
    const found = routed({ address: null, currency: 'EUR' });
    expect(lastChange(found).timeline.find((one) => one.to === 'AUDITED')?.detail).toBe(
      'OTHER_CURRENCY, ADDRESS_INCOMPLETE',
    );
  });
  test('holds a delivery that no carrier reaches, and no pickup for that', () => {
    const options = { shop: { carriers: [] } };
    expect(viewOf(routed({ options }).order).holds).toEqual(['ADDRESS_UNREACHABLE']);
    expect(viewOf(routed({ ...pickupAtA, options }).order).holds).toEqual([]);
  });
  test('is over before anything else is decided, and the workflow sees so', () => {
    const paper = paperOrder(intakeOf([{ sku: 'X', quantity: 1, unitPriceMinor: 900 }]));
    expect(viewOf(paper.order).audited).toBe(false);
    say(paper, 'prepare', {});
    expect(viewOf(paper.order).audited).toBe(true);
  });
});

describe('an order takes so many messages and no more', () => {
  const at = (messageCount: number) => {
    const paper = routed();
    paper.order.messageCount = messageCount;
    return paper;
  };
  const flag = { fulfillmentOrderId: 'f1', sku: 'X' };
  test('the hundredth is taken, the next is not; those that solve trouble have more', () => {
    expect(refusalOf(at(messagesPerOrder - 1), 'flagShortage', flag)).toBeNull();
    expect(refusalOf(at(messagesPerOrder), 'flagShortage', flag)).toBe('TOO_MANY_MESSAGES');
    expect(refusalOf(at(messagesPerOrder), 'release', { key: 'K', note: null })).toBeNull();
    expect(refusalOf(at(120), 'release', { key: 'K', note: null })).toBe('TOO_MANY_MESSAGES');
    expect(refusalOf(at(129), 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' })).toBeNull();
    expect(refusalOf(at(130), 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' })).toBe('TOO_MANY_MESSAGES');
    expect(refusalOf(at(1000), 'quarantine', { detail: 'd' })).toBeNull();
  });
  test('one that is over takes a notice of its channel, and nothing else from outside', () => {
    const over = routed();
    say(over, 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' });
    for (const { id } of over.order.refunds) say(over, 'refundPaid', { refundId: id, reference: 'bank' });
    expect(over.order.closedAt).not.toBeNull();
    expect(refusalOf(over, 'release', { key: 'K', note: null })).toBe('ORDER_CLOSED');
    expect(refusalOf(over, 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' })).toBe('ORDER_CLOSED');
    expect(refusalOf(over, 'cancel', { kind: 'NOTICE', lines: null, reason: 'r' })).toBeNull();
  });
});

test('a receipt is confirmed once, when everything has arrived', () => {
  const paper = shipped({ options: { policy: { autoConfirmDays: 7 } } });
  expect(refusalOf(paper, 'confirmReceipt', {})).toBe('WRONG_STATE');
  say(paper, 'track', { waybillId: 'w1', event: 'DELIVERED', at: paper.at });
  expect(paper.order.status).toBe('FULFILLED');
  paper.at += 5;
  expect(say(paper, 'confirmReceipt', {}).answer).toEqual({ status: 'COMPLETED' });
  const confirmedAt = paper.at;
  paper.at += 5;
  say(paper, 'confirmReceipt', {});
  expect([paper.order.receiptConfirmedAt, paper.order.status]).toEqual([confirmedAt, 'COMPLETED']);
  expect(part(paper.order.fulfillmentOrders, 'f1').status).toBe('DELIVERED');
});
