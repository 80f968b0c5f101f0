// The sheet and the order in one and the same shape, so that any difference can be read.
import type { Order } from '../../../domain/order/order.ts';
import type { Shelf } from '../paper-order.ts';
import { isHeld, label, lateParts, toBeSent, type Model } from './order-model.ts';

const byName = <T>(entries: [string, T][]): Record<string, T> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
const shelvesOf = (shelves: Map<string, Shelf>) =>
  byName(
    [...shelves].map(([key, { onHand, reserved, inDoubt, damaged }]) => [
      key,
      `${onHand} on hand, ${reserved} reserved, ${inDoubt} in doubt, ${damaged} damaged`,
    ]),
  );
const lineText = (l: {
  quantity: number;
  unrouted: number;
  fulfilled: number;
  cancelled: number;
  refundable: number;
  reshipDue: number;
}): string =>
  `of ${l.quantity}: ${l.unrouted} unrouted, ${l.fulfilled} fulfilled, ${l.cancelled} cancelled, ` +
  `${l.refundable} paid back, ${l.reshipDue} again`;
const rowText = (r: { lineId: string; quantity: number; state: string }): string =>
  r.state === 'RELEASED' ? `${r.lineId} RELEASED` : `${r.lineId} ${r.quantity} ${r.state}`;
const sorted = (texts: string[]): string[] => texts.toSorted((a, b) => (a < b ? -1 : 1));

/** What is owed outside. */
const owedBy = (m: Model): string[] => [
  ...m.parts.flatMap((p) =>
    p.labels.flatMap((l) =>
      l.status === 'REQUESTED' ? [`CREATE_WAYBILL ${l.id}`] : l.status === 'VOIDING' ? [`VOID_WAYBILL ${l.id}`] : [],
    ),
  ),
  ...m.payments
    .filter((p) => p.status === 'AUTHORIZED' && m.lines.every((l) => l.cancelled === l.quantity))
    .map((p) => `VOID_PAYMENT ${p.id}`),
  ...m.refunds.filter((r) => r.status === 'REQUESTED').map((r) => `PAY_REFUND ${r.id}`),
];

/** What time will end, and when. */
function timersOf(m: Model): string[] {
  const late = (kind: 'SHIP_LATE' | 'READY_LATE' | 'PARCEL_SILENT', id: string, dueAt: number | null): string[] =>
    dueAt === null || m.asks.some((a) => a.reason === kind && a.subject === id) ? [] : [`${kind} ${id} ${dueAt}`];
  return [
    ...m.parts.flatMap((p) => [
      ...(p.offer === 'OFFERED' ? [`OFFER ${p.offerId} ${p.offerDueAt}`] : []),
      ...(p.status === 'IN_PROGRESS'
        ? late(p.method === 'STORE_PICKUP' && !toBeSent(p) ? 'READY_LATE' : 'SHIP_LATE', p.id, p.dueAt)
        : []),
      ...(p.status === 'ARRIVED' ? late('READY_LATE', p.id, p.dueAt) : []),
      ...(p.status === 'IN_TRANSIT' && p.deliveryDueAt !== null ? [`ARRIVAL_LATE ${p.id} ${p.deliveryDueAt}`] : []),
      ...(p.status === 'READY_FOR_PICKUP' ? [`PICKUP_EXPIRY ${p.id} ${p.expiresAt}`] : []),
      ...(p.status === 'SHIPPED' || p.status === 'RETURNING' ? late('PARCEL_SILENT', p.id, p.deliveryDueAt) : []),
    ]),
    ...m.holds.filter((h) => h.live && h.dueAt !== null).map((h) => `HOLD ${h.id} ${h.dueAt}`),
    ...(m.buyerDueAt === null ? [] : [`BUYER_CHOICE ${m.buyerDueAt}`]),
    ...m.stops
      .filter(
        (s) =>
          s.status === 'REQUESTED' &&
          !m.parts.some((p) => p.id === s.partId && p.labels.some((l) => l.status === 'VOIDING')),
      )
      .map((s) => `INTERCEPT ${s.id} ${s.dueAt}`),
  ];
}

const atEnd = ['DELIVERED', 'COLLECTED', 'RETURNED', 'WRITTEN_OFF', 'CANCELLED', 'REROUTED'];
const repaid = (m: Model): boolean =>
  m.refunds.every((r) => r.status === 'SUCCEEDED' || r.status === 'SETTLED_OUTSIDE');

/** The end of every message: what has become untrue, and whether the order is over. */
export function tidyUp(m: Model): void {
  if (m.lines.every((l) => l.unrouted + l.reshipDue === 0)) {
    m.asks = m.asks.filter((a) => a.reason !== 'NO_CANDIDATE' && a.reason !== 'ROUTING_EXHAUSTED');
    if (lateParts(m).length === 0) m.buyerDueAt = null;
  }
  if (m.lines.every((l) => l.cancelled === l.quantity)) {
    for (const h of m.holds) h.live = false;
    for (const p of m.payments) if (p.status === 'PENDING' || p.status === 'ON_DELIVERY') p.status = 'VOIDED';
  }
  m.closed =
    m.audited &&
    m.asks.length === 0 &&
    !isHeld(m) &&
    m.stops.every((s) => s.status !== 'REQUESTED') &&
    m.buyerDueAt === null &&
    repaid(m) &&
    owedBy(m).length === 0 &&
    m.lines.every((l) => l.fulfilled + l.cancelled === l.quantity && l.reshipDue === 0) &&
    m.parts.every((p) => atEnd.includes(p.status));
}

/** domain.md §2, first match. */
function statusOf(m: Model): string {
  const alive = m.lines.filter((l) => l.cancelled < l.quantity);
  const gone = alive.every((l) => l.fulfilled + l.cancelled === l.quantity);
  const firstOf: [boolean, string][] = [
    [m.asks.length > 0, 'NEEDS_ATTENTION'],
    [isHeld(m), 'ON_HOLD'],
    [m.stops.some((s) => s.status === 'REQUESTED') || (alive.length === 0 && !repaid(m)), 'CANCELLING'],
    [alive.length === 0, 'CANCELLED'],
    [m.buyerDueAt !== null, 'AWAITING_BUYER'],
    [
      gone &&
        m.parts.every((p) => atEnd.includes(p.status)) &&
        repaid(m) &&
        (m.confirmed || (m.closed && m.policy.autoConfirmDays === 0)),
      'COMPLETED',
    ],
    [gone, 'FULFILLED'],
    [alive.some((l) => l.fulfilled > 0), 'PARTIALLY_FULFILLED'],
    [!m.audited, 'RECEIVED'],
    [alive.some((l) => l.unrouted > 0), 'ROUTING'],
    [m.parts.some((p) => p.offer === 'OFFERED'), 'AWAITING_ACCEPTANCE'],
  ];
  return firstOf.find(([is]) => is)?.[1] ?? 'IN_FULFILLMENT';
}

/** What stands on the sheet. */
export const sheetOf = (m: Model) => ({
  status: statusOf(m),
  closed: m.closed,
  method: m.method,
  pickupAt: m.pickupAt,
  lines: byName(m.lines.map((l) => [l.id, lineText(l)])),
  shelves: shelvesOf(m.shelves),
  parts: byName(
    m.parts.map((p) => [
      p.id,
      {
        at: p.at,
        is: `${p.status} ${p.offer} ${p.method}${p.reship ? ' again' : ''}`,
        rows: sorted(p.rows.map(rowText)),
        labels: p.labels.map((l) => `${l.id} ${l.status}`),
        numbered: label(p)?.numbered ?? false,
        codes: p.codes.map((c) => `${c.status} after ${c.tries}`),
      },
    ]),
  ),
  stops: m.stops.map(
    (s) => `${s.id} of ${s.partId} ${s.status}: ${s.lines.map((l) => `${l.lineId} ${l.quantity}`).join(', ')}`,
  ),
  payments: byName(m.payments.map((p) => [p.id, p.status])),
  refunds: m.refunds.map((r) => `${r.id} ${r.paymentId} ${r.amount} ${r.status}`),
  holds: sorted(m.holds.filter((h) => h.live).map((h) => h.key)),
  asks: sorted(m.asks.map((a) => `${a.reason} ${a.subject}`)),
  owed: sorted(owedBy(m)),
  timers: m.closed ? [] : sorted(m.audited ? timersOf(m) : []),
});

/** The order in the same shape. */
export const sheetOfOrder = (order: Order, shelves: Map<string, Shelf>): ReturnType<typeof sheetOf> => ({
  status: order.status,
  closed: order.closedAt !== null,
  method: order.method,
  pickupAt: order.pickupLocationId,
  lines: byName(order.lines.map((l) => [l.id, lineText(l)])),
  shelves: shelvesOf(shelves),
  parts: byName(
    order.fulfillmentOrders.map((fo) => {
      const labels = order.waybills.filter((w) => w.fulfillmentOrderId === fo.id);
      const rows = order.fulfillmentLines
        .filter((r) => r.fulfillmentOrderId === fo.id)
        .map((r) => rowText({ ...r, state: r.reservation }));
      const is =
        `${fo.status} ${order.offers.find((o) => o.fulfillmentOrderId === fo.id)?.status} ` +
        `${fo.method}${fo.reship ? ' again' : ''}`;
      return [
        fo.id,
        {
          at: fo.locationId,
          is,
          rows: sorted(rows),
          labels: labels.map((w) => `${w.id} ${w.status}`),
          numbered: (labels.at(-1)?.trackingNumber ?? null) !== null,
          codes: order.pickupCodes
            .filter((c) => c.fulfillmentOrderId === fo.id)
            .map((c) => `${c.status} after ${c.tries}`),
        },
      ];
    }),
  ),
  stops: order.cancellations.map(
    (c) =>
      `${c.id} of ${c.fulfillmentOrderId} ${c.status}: ${c.lines.map((l) => `${l.lineId} ${l.quantity}`).join(', ')}`,
  ),
  payments: byName(order.payments.map((p) => [p.id, p.status])),
  refunds: order.refunds.map((r) => `${r.id} ${r.paymentId} ${r.amountMinor} ${r.status}`),
  holds: sorted(order.holds.filter((h) => h.releasedAt === null).map((h) => h.key)),
  asks: sorted(order.attentions.filter((a) => a.resolvedAt === null).map((a) => `${a.reason} ${a.subjectId}`)),
  owed: sorted(order.effects.map((e) => `${e.kind} ${e.id}`)),
  timers: sorted(
    order.waits
      .filter((w) => w.dueAt !== null)
      .map((w) => (w.kind === 'BUYER_CHOICE' ? `BUYER_CHOICE ${w.dueAt}` : `${w.kind} ${w.subjectId} ${w.dueAt}`)),
  ),
});
