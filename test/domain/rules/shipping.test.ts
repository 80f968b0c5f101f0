// Labels: asked for, typed in, replaced, failed and voided.
import { describe, expect, test } from '@jest/globals';
import { say, type Paper } from '../../support/paper-order.ts';
import { accept, apart, fo, label, openAttentions, part, refusalOf, routed } from '../../support/paper-stages.ts';

const labels = (paper: Paper) => paper.order.waybills.map((w) => [w.id, w.status]);
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
