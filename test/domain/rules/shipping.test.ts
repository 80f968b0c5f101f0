// Labels and parcels: what carriers report, and what becomes of a label that fails or is replaced.
import { describe, expect, test } from '@jest/globals';
import { say, type Paper } from '../../support/paper-order.ts';
import {
  accept,
  apart,
  fo,
  label,
  lastChange,
  line,
  openAttentions,
  part,
  refusalOf,
  routed,
  shelfOf,
  ship,
  shipped,
} from '../../support/paper-stages.ts';

const labels = (paper: Paper) => paper.order.waybills.map((w) => [w.id, w.status]);
const track = (
  paper: Paper,
  event: 'PICKED_UP' | 'DELIVERED' | 'RETURNING' | 'RETURNED' | 'LOST',
  waybillId = 'w1',
) => {
  paper.at += 1000;
  say(paper, 'track', { waybillId, event, at: paper.at - 1 });
  return paper;
};
const set = (trackingNumber: string | null, carrier: string | null = 'other') => ({
  fulfillmentOrderId: 'f1',
  carrier,
  trackingNumber,
});

describe('a label', () => {
  test('is asked for at once; another one, typed in or of another carrier, takes its place', () => {
    const paper = label(accept(routed()));
    say(paper, 'setWaybill', set(null));
    expect(labels(paper)).toEqual([
      ['w1', 'VOIDING'],
      ['w2', 'REQUESTED'],
    ]);
    expect(part(paper.order.waybills, 'w2').carrier).toBe('other');
    say(paper, 'setWaybill', set('typed', null));
    expect(part(paper.order.waybills, 'w3')).toMatchObject({
      status: 'CREATED',
      carrier: 'sandbox',
      trackingNumber: 'typed',
      contents: [
        { sku: 'X', quantity: 2 },
        { sku: 'Y', quantity: 3 },
      ],
      destination: { province: 'p', city: 'c' },
    });
    say(paper, 'waybillCreated', { waybillId: 'w2', trackingNumber: 'too late' });
    expect(part(paper.order.waybills, 'w2').status).toBe('VOIDING');
  });
  test('of an order whose address is unknown goes to no place', () => {
    const paper = routed({ address: null });
    say(paper, 'release', { key: 'ADDRESS_INCOMPLETE', note: null });
    accept(paper);
    expect(part(paper.order.waybills, 'w1').destination).toEqual({ province: '', city: '' });
  });
  test('that comes after the goods were given up is voided', () => {
    const paper = accept(routed());
    say(paper, 'giveUp', { fulfillmentOrderId: 'f1', reason: 'OTHER', lines: null });
    say(paper, 'waybillCreated', { waybillId: 'w1', trackingNumber: 'T1' });
    expect(part(paper.order.waybills, 'w1').status).toBe('VOIDING');
  });
  test('belongs to the work on a delivery', () => {
    expect(refusalOf(routed(), 'setWaybill', set('T'))).toBe('WRONG_STATE');
    expect(refusalOf(accept(routed()), 'setWaybill', { ...set('T'), fulfillmentOrderId: 'f9' })).toBe('UNKNOWN_PART');
    const pickup = accept(routed({ method: 'STORE_PICKUP', pickupLocationId: 'a' }));
    expect(refusalOf(pickup, 'setWaybill', set('T'))).toBe('WRONG_STATE');
  });
  test('is voided while it is valid; another one is none of its business', () => {
    const paper = accept(routed({ onHand: apart }));
    say(paper, 'waybillCreated', { waybillId: 'w1', trackingNumber: 'T1' });
    expect(refusalOf(paper, 'voidWaybill', { fulfillmentOrderId: 'f2' })).toBe('WAYBILL_STATE');
    expect(refusalOf(paper, 'voidWaybill', { fulfillmentOrderId: 'f1' })).toBeNull();
    expect(labels(paper)).toEqual([
      ['w1', 'VOIDING'],
      ['w2', 'REQUESTED'],
    ]);
  });
});

describe('a label that fails', () => {
  test('asks a person when no other carrier is left, and the ways out close the question', () => {
    const failed = () => {
      const paper = accept(routed());
      say(paper, 'waybillFailed', { waybillId: 'w1', detail: 'no such street' });
      return paper;
    };
    expect(openAttentions(failed())).toEqual(['LABEL_FAILED']);
    const retried = failed();
    say(retried, 'resolve', { attentionId: 'a1', action: 'RETRY', note: null });
    expect(labels(retried)).toEqual([
      ['w1', 'VOIDED'],
      ['w2', 'REQUESTED'],
    ]);
    const typed = failed();
    say(typed, 'setWaybill', set('T'));
    expect([openAttentions(typed), labels(typed)]).toEqual([
      [],
      [
        ['w1', 'VOIDED'],
        ['w2', 'CREATED'],
      ],
    ]);
    const shippedSo = failed();
    say(shippedSo, 'ship', { fulfillmentOrderId: 'f1', carrier: 'own', trackingNumber: 'T' });
    expect([openAttentions(shippedSo), fo(shippedSo).status]).toEqual([[], 'SHIPPED']);
  });
  test('is asked of the next carrier that quoted, each once', () => {
    const paper = routed();
    fo(paper).quotes = ['first', 'second'].map((carrierId) => ({
      carrierId,
      freightMinor: null,
      days: null,
      sameDay: false,
    }));
    accept(paper);
    say(paper, 'waybillFailed', { waybillId: 'w1', detail: 'no' });
    expect(paper.order.waybills.map((w) => [w.carrier, w.status])).toEqual([
      ['first', 'VOIDED'],
      ['second', 'REQUESTED'],
    ]);
    say(paper, 'waybillFailed', { waybillId: 'w2', detail: 'no' });
    expect(openAttentions(paper)).toEqual(['LABEL_FAILED']);
  });
  test('asks nobody when it is needed no more', () => {
    const paper = accept(routed());
    say(paper, 'setWaybill', set('T'));
    say(paper, 'waybillFailed', { waybillId: 'w1', detail: 'no' });
    expect([openAttentions(paper), labels(paper)]).toEqual([
      [],
      [
        ['w1', 'VOIDED'],
        ['w2', 'CREATED'],
      ],
    ]);
  });
});

describe('a label that was voided', () => {
  const giveUp = { fulfillmentOrderId: 'f1', reason: 'OTHER' as const, lines: null };
  test('is void; nothing is asked', () => {
    const paper = label(accept(routed()));
    say(paper, 'giveUp', giveUp);
    say(paper, 'waybillVoided', { waybillId: 'w1', withCarrier: false });
    expect([labels(paper)[0], openAttentions(paper)]).toEqual([['w1', 'VOIDED'], []]);
  });
  test('whose parcel the carrier has already is a case for a person when the goods were given up', () => {
    const paper = label(accept(routed()));
    say(paper, 'giveUp', giveUp);
    say(paper, 'waybillVoided', { waybillId: 'w1', withCarrier: true });
    expect([labels(paper)[0], openAttentions(paper)]).toEqual([['w1', 'HANDED_OVER'], ['VOID_FAILED']]);
    expect(part(paper.order.attentions, 'a1').detail).toContain('parcel T-w1 of a closed fulfillment order');
  });
  test('whose parcel the carrier has already has left, when the location still works on it', () => {
    const paper = label(accept(routed()));
    say(paper, 'voidWaybill', { fulfillmentOrderId: 'f1' });
    say(paper, 'waybillVoided', { waybillId: 'w1', withCarrier: true });
    expect(fo(paper).status).toBe('SHIPPED');
  });
  test('does not answer for a location that still has time, but a parcel with the carrier does', () => {
    const asked = () => {
      const paper = label(accept(routed({ onHand: apart })));
      say(paper, 'cancel', { kind: 'REQUEST', lines: null, reason: 'r' });
      say(paper, 'voidWaybill', { fulfillmentOrderId: 'f2' });
      return paper;
    };
    const voided = asked();
    say(voided, 'waybillVoided', { waybillId: 'w2', withCarrier: false });
    expect(voided.order.cancellations.map((c) => c.status)).toEqual(['REQUESTED', 'REQUESTED']);
    const gone = asked();
    say(gone, 'waybillVoided', { waybillId: 'w2', withCarrier: true });
    expect(gone.order.cancellations.map((c) => c.status)).toEqual(['REQUESTED', 'REFUSED']);
    expect(fo(gone, 'f2').status).toBe('SHIPPED');
  });
});

describe('the carrier reports', () => {
  test('a parcel that it has picked up as shipped, also when nobody said so; its open cancellation is refused', () => {
    const paper = label(accept(routed({ onHand: apart })));
    say(paper, 'cancel', { kind: 'REQUEST', lines: [{ lineId: 'L1', quantity: 1 }], reason: 'r' });
    track(paper, 'PICKED_UP', 'w2');
    expect([fo(paper, 'f1').status, fo(paper, 'f2').status]).toEqual(['IN_PROGRESS', 'SHIPPED']);
    expect(part(paper.order.cancellations, 'c1').status).toBe('REQUESTED');
    track(paper, 'PICKED_UP', 'w1');
    expect([fo(paper, 'f1').status, part(paper.order.cancellations, 'c1').status]).toEqual(['SHIPPED', 'REFUSED']);
  });
  test('a parcel as shipped whose earlier cancellation was agreed', () => {
    const paper = label(accept(routed()));
    say(paper, 'cancel', { kind: 'REQUEST', lines: [{ lineId: 'L1', quantity: 1 }], reason: 'r' });
    say(paper, 'agreeIntercept', { cancellationId: 'c1' });
    track(paper, 'DELIVERED');
    expect([fo(paper).status, part(paper.order.cancellations, 'c1').status]).toEqual(['DELIVERED', 'AGREED']);
  });
  test('a delivery, with its instant; cash that nobody has reported is a question for finance', () => {
    const paper = track(shipped(), 'DELIVERED');
    expect(fo(paper)).toMatchObject({ status: 'DELIVERED', deliveredAt: paper.at - 1, closedAt: paper.at });
    expect(openAttentions(paper)).toEqual([]);
  });
  test('a parcel that comes back: its goods are on sale again, its price is refunded', () => {
    const back = track(track(shipped(), 'RETURNING'), 'RETURNED');
    const atOnce = track(shipped(), 'RETURNED');
    for (const paper of [back, atOnce]) {
      expect(fo(paper).status).toBe('RETURNED');
      expect(shelfOf(paper, 'a/X')).toMatchObject({ onHand: 10, reserved: 0 });
      expect([line(paper).refundable, paper.order.refunds.length]).toEqual([2, 2]);
    }
  });
  test('a lost parcel, which may still come or come back', () => {
    const lost = track(shipped(), 'LOST');
    expect([fo(lost).status, openAttentions(lost)]).toEqual(['LOST', ['PARCEL_LOST']]);
    track(lost, 'DELIVERED');
    expect([fo(lost).status, openAttentions(lost)]).toEqual(['DELIVERED', []]);
    const returned = track(track(track(shipped(), 'RETURNING'), 'LOST'), 'RETURNED');
    expect([fo(returned).status, openAttentions(returned)]).toEqual(['RETURNED', []]);
  });
  test('nothing that could change what is over', () => {
    for (const event of ['RETURNING', 'RETURNED', 'LOST'] as const)
      expect(
        fo(track(track(shipped({ options: { policy: { autoConfirmDays: 9 } } }), 'DELIVERED'), event)).status,
      ).toBe('DELIVERED');
  });
  test('on labels of this order', () => {
    expect(refusalOf(shipped(), 'track', { waybillId: 'w9', event: 'LOST', at: 0 })).toBe('UNKNOWN_PART');
  });
});

describe('the channel is told where its parcels are', () => {
  const told = (paper: Paper) =>
    lastChange(paper).writeBacks.filter((one) => one.event.startsWith('fulfillment_order'));
  test('with the number of the parcel that it is about', () => {
    const paper = label(accept(routed({ onHand: apart })));
    ship(paper, 'f1');
    expect(told(paper)).toEqual([
      {
        event: 'fulfillment_order.shipped',
        fulfillmentOrderId: 'f1',
        data: { carrier: 'sandbox', trackingNumber: 'T-w1' },
      },
    ]);
    ship(paper, 'f2', 'typed');
    expect(told(paper)).toMatchObject([{ fulfillmentOrderId: 'f2', data: { trackingNumber: 'typed' } }]);
  });
  test('not of work in the store, and not of labels', () => {
    expect(told(accept(routed()))).toEqual([]);
    expect(told(label(accept(routed())))).toEqual([]);
  });
});
