// The buyer of a pickup chooses: another store, delivery, waiting, or cancellation.
import { describe, expect, test } from '@jest/globals';
import type { Messages } from '../../../domain/order/messages.ts';
import { say, type Paper } from '../../support/paper-order.ts';
import { accept, fo, line, passes, pickupAtA, refusalOf, routed, ship, stock } from '../../support/paper-stages.ts';

/** Goods from `b` did not come to the store `a` in time. */
function late(wish: Parameters<typeof routed>[0] = {}): Paper {
  const paper = ship(accept(routed({ ...pickupAtA, onHand: { 'b/X': 5, 'b/Y': 5 }, ...wish })));
  stock(paper, { 'a/X': 9, 'a/Y': 9, 'c/X': 9, 'c/Y': 9 });
  return passes(paper, fo(paper).deliveryDueAt, 'ARRIVAL_LATE', 'f1');
}
const choose = (choice: Messages['choosePickup']['choice'], locationId: string | null = null) => ({
  choice,
  locationId,
});
const told = (paper: Paper, ...of: Parameters<typeof choose>) => {
  expect(refusalOf(paper, 'choosePickup', choose(...of))).toBeNull();
  return paper;
};

test('nobody chooses who was not asked', () => {
  expect(refusalOf(accept(routed(pickupAtA)), 'choosePickup', choose('CANCEL'))).toBe('NOT_AWAITING_BUYER');
});

describe('for goods that are late', () => {
  test('waiting gives them the time of a transfer once more, and afterwards the buyer is asked again', () => {
    const paper = told(late(), 'WAIT');
    expect(fo(paper)).toMatchObject({
      status: 'IN_TRANSIT',
      deliveryDueAt: paper.at + paper.policy.transferSeconds * 1000,
    });
    expect(paper.order.buyerChoiceDueAt).toBeNull();
    passes(paper, fo(paper).deliveryDueAt, 'ARRIVAL_LATE', 'f1');
    expect(paper.order.buyerChoiceDueAt).not.toBeNull();
  });
  test('cancelling cancels them', () => {
    const paper = told(late(), 'CANCEL');
    expect([fo(paper).status, line(paper).cancelled, line(paper).unrouted]).toEqual(['CANCELLED', 2, 0]);
  });
  test('another store is asked for all of them', () => {
    const paper = told(late(), 'STORE', 'c');
    expect(paper.order.fulfillmentOrders).toMatchObject([
      { id: 'f1', status: 'REROUTED' },
      { id: 'f2', status: 'OPEN', locationId: 'c' },
    ]);
    expect(paper.order.pickupLocationId).toBe('c');
  });
  test('delivery makes it an order to the home', () => {
    const paper = told(late(), 'DELIVER');
    expect(paper.order).toMatchObject({ method: 'HOME_DELIVERY', pickupLocationId: null });
    expect(fo(paper, 'f2')).toMatchObject({ status: 'OPEN', method: 'HOME_DELIVERY' });
  });
});

describe('what cannot be chosen says why', () => {
  test('a store without its name; only the choice of a store needs one', () => {
    expect(refusalOf(late(), 'choosePickup', choose('STORE'))).toBe('UNKNOWN_PART');
    for (const choice of ['WAIT', 'CANCEL', 'DELIVER'] as const)
      expect(refusalOf(late(), 'choosePickup', choose(choice))).toBeNull();
  });
  test('delivery of an order without an address; everything else needs none', () => {
    expect(refusalOf(late({ address: null }), 'choosePickup', choose('DELIVER'))).toBe('WRONG_METHOD');
    expect(refusalOf(late({ address: null }), 'choosePickup', choose('STORE', 'c'))).toBeNull();
  });
  test('waiting where nothing is on its way, or where something is not', () => {
    const rejected = routed(pickupAtA);
    say(rejected, 'reject', { offerId: 'o1', reason: 'TOO_BUSY', note: null });
    expect(refusalOf(rejected, 'choosePickup', choose('WAIT'))).toBe('WRONG_STATE');
    const half = routed({ ...pickupAtA, onHand: { 'a/X': 5, 'b/Y': 5 } });
    accept(half);
    ship(half, 'f2');
    passes(half, fo(half, 'f2').deliveryDueAt, 'ARRIVAL_LATE', 'f2');
    say(half, 'giveUp', { fulfillmentOrderId: 'f1', reason: 'TOO_BUSY', lines: null });
    expect([line(half, 'L1').unrouted, line(half, 'L2').unrouted]).toEqual([2, 0]);
    expect(refusalOf(half, 'choosePickup', choose('WAIT'))).toBe('WRONG_STATE');
  });
});
