// The model and the order in the same shape, so that differences can be read.
import type { Order } from '../../../domain/order/order.ts';
import type { Shelf } from '../paper-order.ts';
import {
  isBeforeHandOver,
  isOnHold,
  isToBeSentOn,
  lastWaybill,
  lateArrivals,
  unitsOf,
  type Model,
} from './order-model.ts';

const byName = <T>(entries: [string, T][]): Record<string, T> =>
  Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)));
const stockText = (shelves: Map<string, Shelf>) =>
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
const rowText = (r: { lineId: string; quantity: number; reservation: string }): string =>
  r.reservation === 'RELEASED' ? `${r.lineId} RELEASED` : `${r.lineId} ${r.quantity} ${r.reservation}`;
const sorted = (texts: string[]): string[] => texts.toSorted((a, b) => (a < b ? -1 : 1));

/** The outside calls that are to be done. */
const effectsOf = (m: Model): string[] => [
  ...m.fulfillmentOrders.flatMap((p) =>
    p.waybills.flatMap((l) =>
      l.status === 'REQUESTED' ? [`CREATE_WAYBILL ${l.id}`] : l.status === 'VOIDING' ? [`VOID_WAYBILL ${l.id}`] : [],
    ),
  ),
  ...m.payments
    .filter((p) => p.status === 'AUTHORIZED' && m.lines.every((l) => l.cancelled === l.quantity))
    .map((p) => `VOID_PAYMENT ${p.id}`),
  ...m.refunds.filter((r) => r.status === 'REQUESTED').map((r) => `PAY_REFUND ${r.id}`),
];

/** The waits that end by time, with their ends. */
function timersOf(m: Model): string[] {
  const late = (kind: 'SHIP_LATE' | 'READY_LATE' | 'PARCEL_SILENT', id: string, dueAt: number | null): string[] =>
    dueAt === null || m.attentions.some((a) => a.reason === kind && a.subjectId === id)
      ? []
      : [`${kind} ${id} ${dueAt}`];
  return [
    ...m.fulfillmentOrders.flatMap((p) => [
      ...(p.offerStatus === 'OFFERED' ? [`OFFER ${p.offerId} ${p.deadlineAt}`] : []),
      ...(p.status === 'IN_PROGRESS'
        ? late(p.method === 'STORE_PICKUP' && !isToBeSentOn(p) ? 'READY_LATE' : 'SHIP_LATE', p.id, p.dueAt)
        : []),
      ...(p.status === 'ARRIVED' ? late('READY_LATE', p.id, p.dueAt) : []),
      ...(p.status === 'IN_TRANSIT' && p.deliveryDueAt !== null ? [`ARRIVAL_LATE ${p.id} ${p.deliveryDueAt}`] : []),
      ...(p.status === 'READY_FOR_PICKUP' ? [`PICKUP_EXPIRY ${p.id} ${p.pickupExpiresAt}`] : []),
      ...(p.status === 'SHIPPED' || p.status === 'RETURNING' ? late('PARCEL_SILENT', p.id, p.deliveryDueAt) : []),
    ]),
    ...m.holds.filter((h) => h.isLive && h.dueAt !== null).map((h) => `HOLD ${h.id} ${h.dueAt}`),
    ...(m.buyerChoiceDueAt === null ? [] : [`BUYER_CHOICE ${m.buyerChoiceDueAt}`]),
    ...m.cancellations
      .filter(
        (s) =>
          s.status === 'REQUESTED' &&
          !m.fulfillmentOrders.some(
            (p) => p.id === s.fulfillmentOrderId && p.waybills.some((l) => l.status === 'VOIDING'),
          ),
      )
      .map((s) => `INTERCEPT ${s.id} ${s.dueAt}`),
  ];
}

const finalStatuses = ['DELIVERED', 'COLLECTED', 'RETURNED', 'WRITTEN_OFF', 'CANCELLED', 'REROUTED'];
const refundsAreFinal = (m: Model): boolean =>
  m.refunds.every((r) => r.status === 'SUCCEEDED' || r.status === 'SETTLED_OUTSIDE');

/** The end of every message: closes moot items and the order. */
export function deriveState(m: Model): void {
  if (m.lines.every((l) => l.unrouted + l.reshipDue === 0)) {
    m.attentions = m.attentions.filter((a) => a.reason !== 'NO_CANDIDATE' && a.reason !== 'ROUTING_EXHAUSTED');
    if (lateArrivals(m).length === 0) m.buyerChoiceDueAt = null;
  }
  if (m.lines.every((l) => l.cancelled === l.quantity)) {
    for (const h of m.holds) h.isLive = false;
    for (const p of m.payments) if (p.status === 'PENDING' || p.status === 'ON_DELIVERY') p.status = 'VOIDED';
  }
  m.closed =
    m.audited &&
    m.attentions.length === 0 &&
    !isOnHold(m) &&
    m.cancellations.every((s) => s.status !== 'REQUESTED') &&
    m.buyerChoiceDueAt === null &&
    refundsAreFinal(m) &&
    effectsOf(m).length === 0 &&
    m.lines.every((l) => l.fulfilled + l.cancelled === l.quantity && l.reshipDue === 0) &&
    m.fulfillmentOrders.every((p) => finalStatuses.includes(p.status));
}

/** The status of the order; the first match wins. */
function statusOf(m: Model): string {
  const alive = m.lines.filter((l) => l.cancelled < l.quantity);
  const stillHere = m.fulfillmentOrders.filter((p) => p.reship && isBeforeHandOver(p)).flatMap((p) => p.lines);
  const sentAgain = (id: string): number => unitsOf(stillHere.filter((row) => row.lineId === id));
  const away = (l: (typeof alive)[number]): number => l.fulfilled - l.reshipDue - sentAgain(l.id);
  const gone = alive.every((l) => away(l) + l.cancelled === l.quantity);
  const firstOf: [boolean, string][] = [
    [m.attentions.length > 0, 'NEEDS_ATTENTION'],
    [isOnHold(m), 'ON_HOLD'],
    [
      m.cancellations.some((s) => s.status === 'REQUESTED') || (alive.length === 0 && !refundsAreFinal(m)),
      'CANCELLING',
    ],
    [alive.length === 0, 'CANCELLED'],
    [m.buyerChoiceDueAt !== null, 'AWAITING_BUYER'],
    [
      gone &&
        m.fulfillmentOrders.every((p) => finalStatuses.includes(p.status)) &&
        refundsAreFinal(m) &&
        (m.confirmed || (m.closed && m.policy.autoConfirmDays === 0)),
      'COMPLETED',
    ],
    [gone, 'FULFILLED'],
    [alive.some((l) => away(l) > 0), 'PARTIALLY_FULFILLED'],
    [!m.audited, 'RECEIVED'],
    [alive.some((l) => l.unrouted + l.reshipDue > 0), 'ROUTING'],
    [m.fulfillmentOrders.some((p) => p.offerStatus === 'OFFERED'), 'AWAITING_ACCEPTANCE'],
  ];
  return firstOf.find(([is]) => is)?.[1] ?? 'IN_FULFILLMENT';
}

/** The snapshot of the model. */
export const snapshotOf = (m: Model) => ({
  status: statusOf(m),
  closed: m.closed,
  method: m.method,
  pickupLocationId: m.pickupLocationId,
  lines: byName(m.lines.map((l) => [l.id, lineText(l)])),
  stock: stockText(m.stock),
  fulfillmentOrders: byName(
    m.fulfillmentOrders.map((p) => [
      p.id,
      {
        locationId: p.locationId,
        status: `${p.status} ${p.offerStatus} ${p.method}${p.reship ? ' again' : ''}`,
        rows: sorted(p.lines.map(rowText)),
        waybills: p.waybills.map((l) => `${l.id} ${l.status}`),
        hasNumber: lastWaybill(p)?.hasNumber ?? false,
        pickupCodes: p.pickupCodes.map((c) => `${c.status} after ${c.tries}`),
      },
    ]),
  ),
  cancellations: m.cancellations.map(
    (s) =>
      `${s.id} of ${s.fulfillmentOrderId} ${s.status}: ${s.lines.map((l) => `${l.lineId} ${l.quantity}`).join(', ')}`,
  ),
  payments: byName(m.payments.map((p) => [p.id, p.status])),
  refunds: m.refunds.map((r) => `${r.id} ${r.paymentId} ${r.amountMinor} ${r.status}`),
  holds: sorted(m.holds.filter((h) => h.isLive).map((h) => h.key)),
  attentions: sorted(m.attentions.map((a) => `${a.reason} ${a.subjectId}`)),
  effects: sorted(effectsOf(m)),
  timers: m.closed ? [] : sorted(m.audited ? timersOf(m) : []),
});

/** The snapshot of the order. */
export const snapshotOfOrder = (order: Order, shelves: Map<string, Shelf>): ReturnType<typeof snapshotOf> => ({
  status: order.status,
  closed: order.closedAt !== null,
  method: order.method,
  pickupLocationId: order.pickupLocationId,
  lines: byName(order.lines.map((l) => [l.id, lineText(l)])),
  stock: stockText(shelves),
  fulfillmentOrders: byName(
    order.fulfillmentOrders.map((fo) => {
      const waybills = order.waybills.filter((w) => w.fulfillmentOrderId === fo.id);
      const rows = order.fulfillmentLines.filter((r) => r.fulfillmentOrderId === fo.id).map((r) => rowText(r));
      const status =
        `${fo.status} ${order.offers.find((o) => o.fulfillmentOrderId === fo.id)?.status} ` +
        `${fo.method}${fo.reship ? ' again' : ''}`;
      return [
        fo.id,
        {
          locationId: fo.locationId,
          status,
          rows: sorted(rows),
          waybills: waybills.map((w) => `${w.id} ${w.status}`),
          hasNumber: (waybills.at(-1)?.trackingNumber ?? null) !== null,
          pickupCodes: order.pickupCodes
            .filter((c) => c.fulfillmentOrderId === fo.id)
            .map((c) => `${c.status} after ${c.tries}`),
        },
      ];
    }),
  ),
  cancellations: order.cancellations.map(
    (c) =>
      `${c.id} of ${c.fulfillmentOrderId} ${c.status}: ${c.lines.map((l) => `${l.lineId} ${l.quantity}`).join(', ')}`,
  ),
  payments: byName(order.payments.map((p) => [p.id, p.status])),
  refunds: order.refunds.map((r) => `${r.id} ${r.paymentId} ${r.amountMinor} ${r.status}`),
  holds: sorted(order.holds.filter((h) => h.releasedAt === null).map((h) => h.key)),
  attentions: sorted(order.attentions.filter((a) => a.resolvedAt === null).map((a) => `${a.reason} ${a.subjectId}`)),
  effects: sorted(order.effects.map((e) => `${e.kind} ${e.id}`)),
  timers: sorted(
    order.waits
      .filter((w) => w.dueAt !== null)
      .map((w) => (w.kind === 'BUYER_CHOICE' ? `BUYER_CHOICE ${w.dueAt}` : `${w.kind} ${w.subjectId} ${w.dueAt}`)),
  ),
});
