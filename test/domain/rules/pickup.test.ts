// Click and collect: the code of a pickup, its tries, and the time for which the goods are kept.
import { describe, expect, test } from '@jest/globals';
import { say, type Paper } from '../../support/paper-order.ts';
import {
  accept,
  apart,
  fo,
  lastChange,
  line,
  passes,
  pickupAtA,
  refusalOf,
  routed,
  shelfOf,
} from '../../support/paper-stages.ts';

const id = { fulfillmentOrderId: 'f1' };
function ready(wish: Parameters<typeof routed>[0] = {}): Paper {
  const paper = accept(routed({ ...pickupAtA, ...wish }));
  say(paper, 'markReady', id);
  return paper;
}
const redeem = (paper: Paper, proof: string) => say(paper, 'redeem', { ...id, proof });

describe('the code', () => {
  test('hands the goods over when it is right', () => {
    const paper = ready();
    expect(redeem(paper, 'right 1').answer).toEqual({ redeemed: true });
    expect(fo(paper)).toMatchObject({ status: 'COLLECTED', closedAt: paper.at, handedOverAt: paper.at });
    expect(shelfOf(paper, 'a/X')).toMatchObject({ onHand: 8, reserved: 0 });
  });
  test('may be wrong four times; the fifth locks it, and only a new one helps', () => {
    const paper = ready();
    for (let tries = 1; tries <= 4; tries++) expect(redeem(paper, 'wrong').answer).toEqual({ redeemed: false });
    expect(paper.order.pickupCodes[0]).toMatchObject({ status: 'ACTIVE', tries: 4 });
    redeem(paper, 'wrong');
    expect(paper.order.pickupCodes[0]).toMatchObject({ status: 'LOCKED', tries: 5 });
    expect(redeem(paper, 'right 1').refusal?.code).toBe('CODE_REFUSED');
    expect(refusalOf(paper, 'readPickupCode', id)).toBe('WRONG_STATE');
    say(paper, 'reissueCode', id);
    expect(say(paper, 'readPickupCode', id).answer).toEqual({ generation: 2 });
    expect(redeem(paper, 'right 1').answer).toEqual({ redeemed: false });
    expect(redeem(paper, 'right 2').answer).toEqual({ redeemed: true });
  });
  test('is of one pickup, not of another one of the order', () => {
    const paper = accept(routed({ ...pickupAtA, onHand: apart }));
    say(paper, 'ship', { fulfillmentOrderId: 'f2', carrier: null, trackingNumber: null });
    say(paper, 'receiveAtStore', { fulfillmentOrderId: 'f2', received: [{ sku: 'Y', quantity: 3 }] });
    say(paper, 'markReady', id);
    const other = { fulfillmentOrderId: 'f2' };
    expect(refusalOf(paper, 'redeem', { ...other, proof: 'right 1' })).toBe('CODE_REFUSED');
    expect(refusalOf(paper, 'reissueCode', other)).toBe('WRONG_STATE');
    expect(refusalOf(paper, 'readPickupCode', other)).toBe('WRONG_STATE');
    say(paper, 'markReady', other);
    for (let tries = 0; tries < 5; tries++) say(paper, 'redeem', { ...other, proof: 'wrong' });
    expect(refusalOf(paper, 'redeem', { ...other, proof: 'right 1' })).toBe('CODE_REFUSED');
    say(paper, 'reissueCode', other);
    expect(redeem(paper, 'right 1').answer).toEqual({ redeemed: true });
    expect([fo(paper, 'f1').status, fo(paper, 'f2').status]).toEqual(['COLLECTED', 'READY_FOR_PICKUP']);
    expect(redeem(paper, 'right 1').refusal?.code).toBe('CODE_REFUSED');
  });
  test('opens nothing while the order is on hold, or before the goods are ready', () => {
    const paper = ready();
    say(paper, 'placeHold', { key: 'K', reason: 'r', dueAt: null, dueAction: null });
    expect(redeem(paper, 'right 1').refusal?.code).toBe('ORDER_ON_HOLD');
    expect(redeem(accept(routed(pickupAtA)), 'right 1').refusal?.code).toBe('CODE_REFUSED');
    expect(say(accept(routed(pickupAtA)), 'readPickupCode', id).refusal?.detail).toBe('the goods are not ready yet');
  });
  test('tells of cash that was not reported when the goods are handed over', () => {
    const paper = ready();
    const [payment] = paper.order.payments;
    if (payment) payment.status = 'ON_DELIVERY';
    redeem(paper, 'right 1');
    expect(paper.order.attentions.map((a) => [a.reason, a.owner])).toEqual([['COD_UNPAID', 'FINANCE']]);
  });
});

describe('the time for which a pickup is kept', () => {
  test('is extended once, for each pickup of its own', () => {
    const paper = ready();
    const until = fo(paper).pickupExpiresAt ?? 0;
    expect(until).toBe(paper.at + paper.policy.pickupStorageSeconds * 1000);
    expect(say(paper, 'extendPickup', id).answer).toEqual({
      pickupExpiresAt: until + paper.policy.pickupExtensionSeconds * 1000,
    });
    expect(refusalOf(paper, 'extendPickup', id)).toBe('ALREADY_EXTENDED');
    expect(refusalOf(accept(routed(pickupAtA)), 'extendPickup', id)).toBe('WRONG_STATE');
    const two = ready({ onHand: apart });
    say(two, 'ship', { fulfillmentOrderId: 'f2', carrier: null, trackingNumber: null });
    say(two, 'receiveAtStore', { fulfillmentOrderId: 'f2', received: [{ sku: 'Y', quantity: 3 }] });
    say(two, 'markReady', { fulfillmentOrderId: 'f2' });
    say(two, 'extendPickup', id);
    expect(refusalOf(two, 'extendPickup', id)).toBe('ALREADY_EXTENDED');
    expect(refusalOf(two, 'extendPickup', { fulfillmentOrderId: 'f2' })).toBeNull();
  });
  test('ends: the goods go back on sale and are refunded, the code is void', () => {
    const paper = ready();
    passes(paper, (fo(paper).pickupExpiresAt ?? 0) - 1001, 'PICKUP_EXPIRY', 'f1');
    expect(fo(paper).status).toBe('READY_FOR_PICKUP');
    passes(paper, fo(paper).pickupExpiresAt, 'PICKUP_EXPIRY', 'f1');
    expect([fo(paper).status, fo(paper).closeReason]).toEqual(['CANCELLED', 'UNCOLLECTED']);
    expect(paper.order.pickupCodes[0]?.status).toBe('EXPIRED');
    expect([line(paper).refundable, shelfOf(paper, 'a/X').onHand]).toEqual([2, 10]);
    expect(lastChange(paper).order.refunds.length).toBeGreaterThan(0);
  });
  test('does not end what was collected before', () => {
    const paper = ready();
    const until = fo(paper).pickupExpiresAt;
    redeem(paper, 'right 1');
    expect(fo(passes(paper, until, 'PICKUP_EXPIRY', 'f1')).status).toBe('COLLECTED');
  });
});
