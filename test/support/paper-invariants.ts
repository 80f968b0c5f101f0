// The invariants that must hold after every message, on an order without a database. The numbers are those of the
// invariants.
import { refundOwed } from '../../domain/steps/refunds.ts';
import { isBeforeHandOver, isFinal } from '../../domain/order/states.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Paper } from './paper-order.ts';

/** Units of a line that are at locations for their first parcel; units to be sent again count separately. */
function unitsAtLocations(order: Order, lineId: string): number {
  const waiting = new Set(
    order.fulfillmentOrders.filter((fo) => isBeforeHandOver(fo.status) && !fo.reship).map((fo) => fo.id),
  );
  return order.fulfillmentLines
    .filter((l) => l.lineId === lineId && l.reservation === 'HELD' && waiting.has(l.fulfillmentOrderId))
    .reduce((sum, l) => sum + l.quantity, 0);
}

/** The violations, in words; none is right. */
export function violations(paper: Paper): string[] {
  const { order } = paper;
  const bad: string[] = [];
  const check = (holds: boolean, text: string): void => {
    if (!holds) bad.push(text);
  };
  for (const l of order.lines) {
    check(
      l.quantity === l.unrouted + unitsAtLocations(order, l.id) + l.fulfilled + l.cancelled,
      `I3 line ${l.id}: ${l.quantity} = ${l.unrouted} + ${unitsAtLocations(order, l.id)} ` +
        `+ ${l.fulfilled} + ${l.cancelled}`,
    );
    const returned = order.fulfillmentOrders
      .filter((f) => f.status === 'RETURNED')
      .flatMap((f) =>
        order.fulfillmentLines.filter(
          (r) => r.fulfillmentOrderId === f.id && r.lineId === l.id && r.reservation === 'COMMITTED',
        ),
      )
      .reduce((sum, r) => sum + r.quantity, 0);
    check(
      l.refundable >= l.cancelled + returned && l.refundable <= l.quantity,
      `line ${l.id}: refundable ${l.refundable}, cancelled ${l.cancelled} of ${l.quantity}`,
    );
  }
  for (const fo of order.fulfillmentOrders) {
    const rows = order.fulfillmentLines.filter((r) => r.fulfillmentOrderId === fo.id);
    const offer = order.offers.find((o) => o.fulfillmentOrderId === fo.id);
    if (isBeforeHandOver(fo.status))
      check(
        rows.some((r) => r.reservation === 'HELD'),
        `I4 ${fo.id} ${fo.status} holds nothing`,
      );
    else
      check(
        rows.every((r) => r.reservation !== 'HELD'),
        `I4 ${fo.id} ${fo.status} still holds stock`,
      );
    check(
      rows.every((r) => r.quantity > 0),
      `${fo.id} has an empty line`,
    );
    if (offer?.status === 'OFFERED') check(fo.status === 'OPEN', `I10 ${fo.id} ${fo.status} has a live offer`);
    if (fo.status === 'COLLECTED')
      check(
        order.pickupCodes.filter((c) => c.fulfillmentOrderId === fo.id && c.status === 'REDEEMED').length === 1,
        `I11 ${fo.id} collected without one redeemed code`,
      );
    if (isFinal(fo.status))
      check(
        order.pickupCodes.every(
          (c) => c.fulfillmentOrderId !== fo.id || (c.status !== 'ACTIVE' && c.status !== 'LOCKED'),
        ),
        `I11 ${fo.id} closed with a valid code`,
      );
    if (fo.status === 'CANCELLED' || fo.status === 'REROUTED')
      check(
        order.waybills.every((w) => w.fulfillmentOrderId !== fo.id || w.status !== 'CREATED'),
        `I11 ${fo.id} closed with a valid label`,
      );
  }
  for (const [key, s] of paper.shelves)
    check(s.onHand >= 0 && s.reserved >= 0 && s.inDoubt >= 0 && s.damaged >= 0, `I1 ${key} ${JSON.stringify(s)}`);
  const onItsWay = new Set(order.fulfillmentOrders.filter((f) => f.status === 'IN_TRANSIT').map((f) => f.id));
  const held = order.fulfillmentLines
    .filter((r) => r.reservation === 'HELD' && !onItsWay.has(r.fulfillmentOrderId))
    .reduce((sum, r) => sum + r.quantity, 0);
  check(
    held === [...paper.shelves.values()].reduce((sum, s) => sum + s.reserved, 0),
    `I4 held ${held}, reserved ${JSON.stringify([...paper.shelves])}`,
  );
  for (const payment of order.payments) {
    const refunded = order.refunds.filter((r) => r.paymentId === payment.id).reduce((sum, r) => sum + r.amountMinor, 0);
    check(
      refunded <= payment.capturedMinor,
      `I9 payment ${payment.id}: refunded ${refunded} of ${payment.capturedMinor}`,
    );
    const owed = order.fundAllocations
      .filter((s) => s.paymentId === payment.id)
      .reduce((sum, s) => sum + refundOwed(order, s), 0);
    if (payment.status === 'CAPTURED')
      check(
        refunded >= Math.min(owed, payment.capturedMinor),
        `I8 payment ${payment.id}: owed ${owed}, asked ${refunded}`,
      );
  }
  const arrived = (lineId: string): number =>
    order.fulfillmentLines
      .filter(
        (r) =>
          r.lineId === lineId &&
          r.reservation === 'COMMITTED' &&
          ['DELIVERED', 'COLLECTED'].includes(
            order.fulfillmentOrders.find((f) => f.id === r.fulfillmentOrderId)?.status ?? '',
          ),
      )
      .reduce((sum, r) => sum + r.quantity, 0);
  if (order.closedAt !== null)
    for (const l of order.lines)
      check(
        arrived(l.id) + l.refundable >= l.quantity,
        `I3 closed, but of line ${l.id} ${arrived(l.id)} arrived and ${l.refundable} go back of ${l.quantity}`,
      );
  check(order.closedAt !== null || order.waits.length > 0, `I7 open and waiting for nothing: ${order.status}`);
  if (order.closedAt !== null)
    check(
      order.status === 'COMPLETED' || order.status === 'CANCELLED' || order.status === 'FULFILLED',
      `closed as ${order.status}`,
    );
  return bad;
}
