// The location's answer to an offer, its expiry, and an operator's decisions about a live offer.
import { partialRejectionEvent, rejectionEvent, type PerformanceEvent } from '../performance/events.ts';
import { found, linesOf, move, offerOf, fulfillmentOf, raiseAttention, type Change } from '../order/change.ts';
import { closeFulfillment, exclude, returnQuota, startWork, removeQuantity } from '../steps/fulfillment.ts';
import type { Messages } from '../order/messages.ts';
import type { FulfillmentOrder, Offer } from '../order/order.ts';
import { maySplit } from '../routing/profile.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import { requestBuyerChoice } from '../steps/ship-to-store.ts';
import type { OrderView } from '../order/view.ts';
import type { RefusalReason } from '../values/reasons.ts';
import type { LineQuantity } from '../values/quantity.ts';
import { bookRefusedStock } from '../steps/stock-moves.ts';

/** Refuses an answer to a closed offer and names its status. */
export function refuseOffer(view: OrderView, offerId: string): Refusal | null {
  const fo = view.fulfillmentOrders.find((f) => f.offer.id === offerId);
  if (!fo) return refusal('UNKNOWN_PART', 'there is no such offer');
  return fo.offer.status === 'OFFERED' ? null : refusal('OFFER_CLOSED', `the offer is closed: ${fo.offer.status}`);
}

/** The lines of an offer that is there; throws for one that is not, which refuseOffer has refused. */
function offeredLines(view: OrderView, offerId: string): LineQuantity[] {
  const fo = view.fulfillmentOrders.find((f) => f.offer.id === offerId);
  if (!fo) throw new Error(`no offer ${offerId}`);
  return fo.lines;
}

/**
 * Refuses an answer whose accepted and refused quantities do not cover the whole offer: every refused unit needs a
 * reason.
 */
function refuseIncompleteAnswer(view: OrderView, { offerId, lines, refused }: Messages['accept']): Refusal | null {
  if (!lines) return null;
  const asked = offeredLines(view, offerId);
  const units = (of: LineQuantity[], lineId: string): number =>
    of.filter((l) => l.lineId === lineId).reduce((sum, l) => sum + l.quantity, 0);
  const stranger = lines.find((l) => !asked.some((a) => a.lineId === l.lineId));
  if (stranger) return refusal('UNKNOWN_LINE', `lines: the offer has no line ${stranger.lineId}`);
  const wrong = asked.find((a) => units(lines, a.lineId) + units(refused, a.lineId) !== units(asked, a.lineId));
  return wrong
    ? refusal(
        'QUANTITY_INVALID',
        `lines: of line ${wrong.lineId}, ${units(asked, wrong.lineId)} are asked; what is not accepted must be ` +
          'refused with a reason',
      )
    : null;
}

function refuseQuantities(view: OrderView, offerId: string, refused: LineQuantity[]): Refusal | null {
  const asked = offeredLines(view, offerId);
  for (const [i, r] of refused.entries()) {
    const line = asked.find((l) => l.lineId === r.lineId);
    if (!line) return refusal('UNKNOWN_LINE', `refused[${i}].lineId: the offer has no line ${r.lineId}`);
    const total = refused.filter((x) => x.lineId === r.lineId).reduce((sum, x) => sum + x.quantity, 0);
    if (total > line.quantity)
      return refusal('QUANTITY_INVALID', `refused[${i}].quantity: line ${r.lineId} has ${line.quantity} in this offer`);
  }
  return null;
}

/** Books the answer on the offer, and its performance event on the location. */
function answer(
  change: Change,
  offer: Offer,
  given: {
    to: 'ACCEPTED' | 'REJECTED' | 'EXPIRED';
    event: PerformanceEvent;
    reason: string | null;
    note?: string | null;
  },
): void {
  move(change, { machine: 'OFFER', row: offer, to: given.to, detail: given.reason });
  Object.assign(offer, {
    answeredAt: change.at,
    answeredBy: change.actor,
    reason: given.reason,
    note: given.note ?? null,
  });
  change.performance.push({ locationId: offer.locationId, event: given.event });
}

/**
 * Ends an offer that was rejected or has expired: all quantities go back to routing, or to the buyer who chose the
 * store.
 */
export function rejectOffer(
  change: Change,
  offer: Offer,
  given: { to: 'REJECTED' | 'EXPIRED'; reason: string; note?: string | null },
): void {
  const fo = fulfillmentOf(change.order, offer.fulfillmentOrderId);
  const rows = linesOf(change.order, fo.id).filter((l) => l.reservation === 'HELD');
  answer(change, offer, {
    ...given,
    event: given.to === 'EXPIRED' ? 'EXPIRED' : rejectionEvent(given.reason as RefusalReason),
  });
  returnQuota(change, fo.id);
  exclude(change, fo, { lineIds: rows.map((r) => r.lineId), reason: given.reason });
  closeFulfillment(change, fo, { to: 'REROUTED', disposition: 'UNROUTED', reason: given.reason });
  if (given.to === 'REJECTED')
    for (const row of rows)
      bookRefusedStock(change, row, { reason: given.reason as RefusalReason, quantity: row.quantity });
  requestBuyerChoice(change, fo);
}

function acceptPart(change: Change, fo: FulfillmentOrder, refused: (LineQuantity & { reason: RefusalReason })[]): void {
  const rows = linesOf(change.order, fo.id);
  for (const r of refused) {
    const row = rows.find((l) => l.lineId === r.lineId && l.reservation === 'HELD');
    if (!row) continue;
    removeQuantity(change, row, { quantity: r.quantity, disposition: 'UNROUTED' });
    bookRefusedStock(change, row, r);
  }
  exclude(change, fo, { lineIds: [...new Set(refused.map((r) => r.lineId))], reason: refused[0]?.reason ?? 'OTHER' });
  requestBuyerChoice(change, fo);
}

const rejectsAllUnits = (change: Change, fo: FulfillmentOrder, refused: LineQuantity[]): boolean =>
  linesOf(change.order, fo.id)
    .filter((l) => l.reservation === 'HELD')
    .reduce((sum, l) => sum + l.quantity, 0) === refused.reduce((sum, l) => sum + l.quantity, 0);

export const offerRules: Rules<'accept' | 'reject' | 'reassign' | 'withdrawForShortage' | 'flagShortage'> = {
  accept: {
    refuse: (view, body) =>
      refuseOffer(view, body.offerId) ??
      refuseQuantities(view, body.offerId, body.refused) ??
      refuseIncompleteAnswer(view, body),
    apply: (change, { offerId, refused }) => {
      const offer = found(change.order.offers, offerId);
      const fo = fulfillmentOf(change.order, offer.fulfillmentOrderId);
      const whole = refused.length > 0 && (!maySplit(change.profile) || rejectsAllUnits(change, fo, refused));
      if (whole) {
        rejectOffer(change, offer, { to: 'REJECTED', reason: refused[0]?.reason ?? 'OTHER' });
        return { offer: 'REJECTED' };
      }
      answer(change, offer, {
        to: 'ACCEPTED',
        event: partialRejectionEvent(refused.map((r) => r.reason)) ?? 'ACCEPTED',
        reason: null,
      });
      if (refused.length > 0) acceptPart(change, fo, refused);
      startWork(change, fo);
      return { offer: 'ACCEPTED' };
    },
  },
  reject: {
    refuse: (view, body) => refuseOffer(view, body.offerId),
    apply: (change, { offerId, reason, note }) => {
      rejectOffer(change, found(change.order.offers, offerId), { to: 'REJECTED', reason, note });
      return { offer: 'REJECTED' };
    },
  },
  reassign: {
    refuse: (view, body) => refuseOffer(view, body.offerId),
    apply: (change, { offerId, locationId }) => {
      const fo = fulfillmentOf(change.order, found(change.order.offers, offerId).fulfillmentOrderId);
      closeFulfillment(change, fo, { to: 'REROUTED', disposition: 'UNROUTED', reason: 'reassigned' });
      change.routing = { onlyLocationId: locationId, byOperator: true };
      return { offer: 'WITHDRAWN' };
    },
  },
  withdrawForShortage: {
    refuse: (view, { fulfillmentOrderId }) => refuseOffer(view, fulfillmentOrderId.replace('f', 'o')),
    apply: (change, { fulfillmentOrderId }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      exclude(change, fo, { lineIds: linesOf(change.order, fo.id).map((l) => l.lineId), reason: 'counted short' });
      closeFulfillment(change, fo, { to: 'REROUTED', disposition: 'UNROUTED', reason: 'counted short' });
      return { offer: 'WITHDRAWN' };
    },
  },
  flagShortage: {
    refuse: () => null,
    apply: (change, { fulfillmentOrderId, sku }) => {
      raiseAttention(change, {
        reason: 'STOCK_SHORT',
        owner: 'STORE',
        subjectId: fulfillmentOrderId,
        detail: `a count found less ${sku} than is reserved: look for it, or give the order up`,
      });
      return { flagged: true };
    },
  },
};

/** Expires an offer whose deadline has passed without an answer. */
export function expireOffer(change: Change, offerId: string): void {
  const offer = offerOf(change.order, offerId.replace('o', 'f'));
  rejectOffer(change, offer, { to: 'EXPIRED', reason: 'expired' });
}
