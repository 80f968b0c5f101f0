// Goods that another location sends to the buyer's store, and what is done when fewer arrive.
import { expect, test } from '@jest/globals';
import { intakeOf } from '../../support/paper-intake.ts';
import { paperOrder, say, type Paper } from '../../support/paper-order.ts';

/** A pickup of two products at a store that has neither; both are on their way to it. */
function onTheWay(): { paper: Paper; fulfillmentOrderId: string } {
  const paper = paperOrder(
    intakeOf(
      [
        { sku: 'X', quantity: 2, unitPriceMinor: 900 },
        { sku: 'Y', quantity: 1, unitPriceMinor: 500 },
      ],
      { method: 'STORE_PICKUP', pickupLocationId: 'a' },
    ),
  );
  for (const sku of ['X', 'Y']) paper.shelves.set(`a/${sku}`, { onHand: 0, reserved: 0, inDoubt: 0, damaged: 0 });
  say(paper, 'prepare', {});
  const [offer] = paper.order.offers;
  if (!offer) throw new Error('a location is asked');
  say(paper, 'accept', { offerId: offer.id, refused: [] });
  say(paper, 'ship', { fulfillmentOrderId: offer.fulfillmentOrderId, carrier: 'own', trackingNumber: 'T1' });
  return { paper, fulfillmentOrderId: offer.fulfillmentOrderId };
}

test('a product that nobody counted at the arrival did not come: the buyer is asked about it', () => {
  const { paper, fulfillmentOrderId } = onTheWay();
  expect(paper.order.fulfillmentOrders[0]).toMatchObject({ status: 'IN_TRANSIT', locationId: 'a' });
  say(paper, 'receiveAtStore', { fulfillmentOrderId, received: [{ sku: 'X', quantity: 2 }] });
  expect(paper.shelves.get('a/X')).toMatchObject({ onHand: 2, reserved: 2 });
  expect(paper.shelves.get('a/Y')).toMatchObject({ onHand: 0, reserved: 0 });
  expect(paper.order.lines.map((line) => line.unrouted)).toEqual([0, 1]);
  expect(paper.order.buyerChoiceDueAt).not.toBeNull();
});

test('more than was sent goes on sale, and what the order needs is kept for it', () => {
  const { paper, fulfillmentOrderId } = onTheWay();
  say(paper, 'receiveAtStore', {
    fulfillmentOrderId,
    received: [
      { sku: 'X', quantity: 5 },
      { sku: 'Y', quantity: 1 },
    ],
  });
  expect(paper.shelves.get('a/X')).toMatchObject({ onHand: 5, reserved: 2 });
  expect(paper.order.lines.map((line) => line.unrouted)).toEqual([0, 0]);
  expect(paper.order.buyerChoiceDueAt).toBeNull();
});
