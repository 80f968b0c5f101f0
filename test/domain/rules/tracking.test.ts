// Parcels on their way: what carriers report, and what the channel is told.
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

const track = (
  paper: Paper,
  event: 'PICKED_UP' | 'DELIVERED' | 'RETURNING' | 'RETURNED' | 'LOST',
  waybillId = 'w1',
) => {
  paper.at += 1000;
  say(paper, 'track', { waybillId, event, at: paper.at - 1 });
  return paper;
};

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
