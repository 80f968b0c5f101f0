// Labels: requested, entered by hand, dropped.
import { linesOf, move, note, resolveAttention, type Change } from '../order/change.ts';
import { nextId } from '../order/ids.ts';
import type { FulfillmentOrder, Waybill } from '../order/order.ts';

/** The carrier that is asked first for the label: the best of the quotes, else the channel's preferred one. */
export const carrierFor = (change: Change, fo: FulfillmentOrder): string =>
  fo.quotes[0]?.carrierId ?? change.policy.preferredCarriers[0] ?? 'unknown';

/**
 * The carrier that is asked after a failed label: the next of the quotes that was not asked for this parcel yet; null
 * when all were.
 */
export function nextCarrierFor(change: Change, fo: FulfillmentOrder): string | null {
  const asked = new Set(change.order.waybills.filter((w) => w.fulfillmentOrderId === fo.id).map((w) => w.carrier));
  return fo.quotes.find((quote) => !asked.has(quote.carrierId))?.carrierId ?? null;
}

/** The parcel's data for the carrier. */
function parcelOf({ order }: Change, fo: FulfillmentOrder): Pick<Waybill, 'contents' | 'destination'> {
  const { province, city } = order.destination ?? { province: '', city: '' };
  return {
    contents: linesOf(order, fo.id).map(({ sku, quantity }) => ({ sku, quantity })),
    destination: { province, city },
  };
}

/** Requests a label; the effect calls the carrier. */
export function requestWaybill(change: Change, fo: FulfillmentOrder, carrier: string): void {
  const id = nextId(change.order, 'waybills');
  change.order.waybills.push({
    id,
    fulfillmentOrderId: fo.id,
    status: 'REQUESTED',
    carrier,
    ...parcelOf(change, fo),
    trackingNumber: null,
    detail: null,
    createdAt: change.at,
  });
  note(change, { machine: 'WAYBILL', subjectId: id, from: null, to: 'REQUESTED', detail: fo.id });
}

/** The label that the parcel leaves with: the carrier's, or the one entered by hand, which replaces it. */
export function labelFor(
  change: Change,
  fo: FulfillmentOrder,
  typed: { carrier: string | null; trackingNumber: string | null },
): Waybill {
  const made = change.order.waybills.findLast((w) => w.fulfillmentOrderId === fo.id && w.status === 'CREATED');
  if (made && (typed.trackingNumber === null || typed.trackingNumber === made.trackingNumber)) return made;
  dropWaybill(change, fo.id);
  return enterTrackingNumber(change, fo, typed);
}

/** Adds a tracking number that was entered by hand as a label. */
export function enterTrackingNumber(
  change: Change,
  fo: FulfillmentOrder,
  typed: { carrier: string | null; trackingNumber: string | null },
): Waybill {
  const id = nextId(change.order, 'waybills');
  const waybill: Waybill = {
    id,
    fulfillmentOrderId: fo.id,
    status: 'CREATED',
    carrier: typed.carrier ?? carrierFor(change, fo),
    ...parcelOf(change, fo),
    trackingNumber: typed.trackingNumber,
    detail: 'typed in',
    createdAt: change.at,
  };
  change.order.waybills.push(waybill);
  note(change, { machine: 'WAYBILL', subjectId: id, from: null, to: 'CREATED', detail: 'typed in' });
  resolveAttention(change, { reasons: ['LABEL_FAILED'], resolution: 'number typed in', subjectId: fo.id });
  return waybill;
}

/** Drops an FO's label: a created one is first cancelled at the carrier; a requested one is voided when it arrives. */
export function dropWaybill(change: Change, fulfillmentOrderId: string): void {
  for (const waybill of change.order.waybills) {
    if (waybill.fulfillmentOrderId !== fulfillmentOrderId) continue;
    if (waybill.status === 'CREATED') move(change, { machine: 'WAYBILL', row: waybill, to: 'VOIDING' });
    if (waybill.status === 'FAILED') move(change, { machine: 'WAYBILL', row: waybill, to: 'VOIDED' });
  }
}
