// What becomes of the sheet when a message is taken: one line or two per message, written from domain.md §3.
import type { MessageName, Messages } from '../../../domain/order/messages.ts';
import type { AttentionReason } from '../../../domain/order/states.ts';
import {
  answer,
  ask,
  askForCash,
  blame,
  cancelLine,
  cancelUnrouted,
  close,
  closeEmpty,
  comeBack,
  dropLabels,
  endStop,
  handOver,
  leave,
  newLabel,
  notAgain,
  payBack,
  payByHand,
  refuseStop,
  sendOn,
  takeOff,
  unpack,
  writeOff,
} from './goods.ts';
import {
  held,
  inShop,
  inWork,
  isHeld,
  label,
  lateParts,
  liveStatus,
  openStop,
  partOf,
  partOfOffer,
  reached,
  toBeSent,
  unitsOf,
  type LabelModel,
  type LineQuantity,
  type Model,
  type PartModel,
  type RefusalReason,
  type Said,
  type StopModel,
} from './order-model.ts';
import type { WaitKind } from '../../../domain/order/wait.ts';

type Take<N extends MessageName> = (m: Model, body: Messages[N]) => unknown;
const part = (m: Model, id: string): PartModel => partOf(m, id) as PartModel;
const seconds = (m: Model, n: number): number => m.now + n * 1000;
const askBuyer = (m: Model, of: PartModel): void => {
  if (of.method === 'STORE_PICKUP' && !toBeSent(of)) m.buyerDueAt ??= seconds(m, m.policy.buyerChoiceSeconds);
};

/** The location will not do it: everything is to be routed anew, or its buyer is asked. */
function fails(
  m: Model,
  of: PartModel,
  { offer, reason }: { offer: PartModel['offer']; reason: RefusalReason | null },
): { offer: string } {
  const rows = held(of).map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
  of.offer = offer;
  notAgain(
    m,
    of,
    rows.map((r) => r.lineId),
  );
  close(m, of, { to: 'REROUTED', goods: 'UNROUTED' });
  if (reason) for (const row of rows) blame(m, of, { sku: row.sku, units: row.quantity, reason });
  askBuyer(m, of);
  return { offer };
}
function failsInPart(m: Model, of: PartModel, lines: (LineQuantity & { reason: RefusalReason })[]): void {
  for (const { lineId, quantity, reason } of lines) {
    const row = held(of).find((r) => r.lineId === lineId);
    if (!row) continue;
    takeOff(m, of, { row, units: quantity, to: 'UNROUTED' });
    blame(m, of, { sku: row.sku, units: quantity, reason });
  }
  notAgain(
    m,
    of,
    lines.map((l) => l.lineId),
  );
  askBuyer(m, of);
}

function accept(m: Model, { offerId, refused }: Messages['accept']): unknown {
  const of = partOfOffer(m, offerId) as PartModel;
  if (refused.length > 0 && (m.split === 'NEVER' || unitsOf(refused) === unitsOf(held(of))))
    return fails(m, of, { offer: 'REJECTED', reason: refused[0]?.reason ?? 'OTHER' });
  of.offer = 'ACCEPTED';
  if (refused.length > 0) failsInPart(m, of, refused);
  of.status = 'IN_PROGRESS';
  of.dueAt = of.method === 'STORE_PICKUP' ? seconds(m, m.policy.readyBySeconds) : m.shipByAt;
  if (of.method === 'HOME_DELIVERY') newLabel(m, of, { status: 'REQUESTED', numbered: false });
  return { offer: 'ACCEPTED' };
}

function newCode(of: PartModel): void {
  for (const code of of.codes) if (liveStatus(code)) code.status = 'REVOKED';
  of.codes.push({ status: 'ACTIVE', tries: 0 });
}

function redeem(m: Model, { fulfillmentOrderId, proof }: Messages['redeem']): unknown {
  const of = part(m, fulfillmentOrderId);
  const code = of.codes.at(-1) as PartModel['codes'][number];
  code.tries += 1;
  const right = proof === `right ${of.codes.length}`;
  if (!right) code.status = code.tries === 5 ? 'LOCKED' : 'ACTIVE';
  else {
    code.status = 'REDEEMED';
    handOver(m, of, 'COLLECTED');
    askForCash(m, of);
  }
  return { redeemed: right };
}

function cancel(m: Model, { kind, lines }: Messages['cancel']): unknown {
  const gifts = m.lines.flatMap((gift) => {
    const paid = m.lines.find((l) => l.id === gift.giftFor);
    const asked = lines?.find((l) => l.lineId === gift.giftFor);
    if (!paid || !asked || lines?.some((l) => l.lineId === gift.id)) return [];
    const upTo = (units: number): number =>
      Math.floor((gift.quantity * Math.min(units, paid.quantity)) / paid.quantity);
    const quantity = upTo(paid.cancelled + asked.quantity) - upTo(paid.cancelled);
    return quantity > 0 ? [{ lineId: gift.id, quantity }] : [];
  });
  const asked = lines === null ? m.lines.map((l) => ({ lineId: l.id, quantity: l.quantity })) : [...lines, ...gifts];
  const outcomes = asked.flatMap((a) =>
    Object.entries(cancelLine(m, a, kind === 'NOTICE')).map(
      ([became, quantity]) => `${a.lineId} ${quantity} ${became}`,
    ),
  );
  closeEmpty(m);
  if (kind === 'NOTICE' && outcomes.some((o) => o.endsWith('USE_RETURN'))) ask(m, 'CANCELLED_AFTER_SHIP', null);
  return outcomes;
}

/** The last release sends the order on: what a hold had taken back is offered anew. */
function release(m: Model, key: string): string[] {
  const hold = m.holds.find((h) => h.live && h.key === key);
  if (hold) hold.live = false;
  if (hold && !isHeld(m))
    for (const of of m.parts)
      if (of.status === 'OPEN' && of.offer === 'WITHDRAWN') close(m, of, { to: 'REROUTED', goods: 'UNROUTED' });
  return liveKeys(m);
}
const liveKeys = (m: Model): string[] => m.holds.filter((h) => h.live).map((h) => h.key);
const hold = (m: Model, h: { key: string; dueAt: number | null; cancels: boolean }): void => {
  if (!liveKeys(m).includes(h.key)) m.holds.push({ id: `h${m.holds.length + 1}`, live: true, ...h });
};

function track(m: Model, { waybillId, event }: Messages['track']): unknown {
  const of = m.parts.find((p) => label(p)?.id === waybillId) as PartModel;
  const by = label(of) as LabelModel;
  if (of.status === 'IN_PROGRESS') {
    // whatever the carrier says, it has the parcel
    if (by.status === 'CREATED' || by.status === 'VOIDING') by.status = 'HANDED_OVER';
    const stop = openStop(m, of.id);
    if (stop) refuseStop(m, stop, { numbered: true, typed: true });
    else handOver(m, of, 'SHIPPED');
  }
  if (event === 'DELIVERED' && (of.status === 'SHIPPED' || of.status === 'LOST')) {
    of.status = 'DELIVERED';
    answer(m, of.id, 'PARCEL_SILENT', 'PARCEL_LOST');
    askForCash(m, of);
  }
  if (event === 'RETURNING' && of.status === 'SHIPPED') {
    of.status = 'RETURNING';
    of.deliveryDueAt = seconds(m, m.policy.deliverySeconds);
  }
  if (event === 'RETURNED') comeBack(m, of);
  if (event === 'LOST' && (of.status === 'SHIPPED' || of.status === 'RETURNING')) {
    of.status = 'LOST';
    answer(m, of.id, 'PARCEL_SILENT');
    ask(m, 'PARCEL_LOST', of.id);
  }
  return { status: of.status };
}

function recordPayment(m: Model, { paymentId, status }: Messages['recordPayment']): unknown {
  const payment = m.payments.find((p) => p.id === paymentId);
  if (payment && payment.status !== status) {
    payment.status = status;
    if (m.payments.every((p) => ['AUTHORIZED', 'CAPTURED', 'ON_DELIVERY'].includes(p.status)))
      release(m, 'PAYMENT_PENDING');
    if (m.payments.every((p) => p.status !== 'ON_DELIVERY')) m.asks = m.asks.filter((a) => a.reason !== 'COD_UNPAID');
  }
  return { status };
}

const waitForParts = (m: Model): void => {
  for (const of of lateParts(m)) of.deliveryDueAt = seconds(m, m.policy.transferSeconds);
};

function choose(m: Model, { choice, locationId }: Messages['choosePickup']): unknown {
  m.buyerDueAt = null;
  if (choice === 'WAIT') waitForParts(m);
  for (const of of lateParts(m))
    close(m, of, choice === 'CANCEL' ? { to: 'CANCELLED', goods: 'CANCELLED' } : { to: 'REROUTED', goods: 'UNROUTED' });
  if (choice === 'CANCEL') cancelUnrouted(m);
  if (choice === 'STORE') m.pickupAt = locationId;
  if (choice === 'DELIVER') Object.assign(m, { method: 'HOME_DELIVERY', pickupAt: null });
  return { chosen: choice };
}

function waitLonger(m: Model, of: PartModel): void {
  if (inWork(of))
    of.dueAt = seconds(m, of.method === 'STORE_PICKUP' ? m.policy.readyBySeconds : m.policy.shipBySeconds);
  else of.deliveryDueAt = seconds(m, m.policy.deliverySeconds);
}

function resolve(
  m: Model,
  { action }: Messages['resolve'],
  about: { reason: AttentionReason; subject: string | null },
): unknown {
  answer(m, about.subject, about.reason);
  const of = partOf(m, about.subject ?? '');
  if (action === 'RETRY' && (about.reason === 'NO_CANDIDATE' || about.reason === 'ROUTING_EXHAUSTED'))
    m.wish.byOperator = true;
  if (action === 'CANCEL') cancelUnrouted(m);
  if (action === 'WAIT' && of) waitLonger(m, of);
  if (of && (action === 'LOST' || action === 'REFUND')) writeOff(m, of, 'refundable');
  if (of && action === 'RESHIP') writeOff(m, of, 'reshipDue');
  if (about.reason === 'LABEL_FAILED' && of) {
    const failed = of.labels.findLast((l) => l.status === 'FAILED');
    if (failed) {
      failed.status = 'VOIDED';
      newLabel(m, of, { status: 'REQUESTED', numbered: false });
    }
  }
  if (about.reason === 'COD_UNPAID') for (const p of m.payments) if (p.status === 'ON_DELIVERY') p.status = 'VOIDED';
  if (about.reason === 'REFUND_REFUSED')
    refundBecomes(m, { id: about.subject ?? '', from: ['FAILED'], to: 'REQUESTED' });
  return { resolved: about.reason };
}

function refundBecomes(
  m: Model,
  { id, from, to }: { id: string; from: string[]; to: 'REQUESTED' | 'SUCCEEDED' | 'FAILED' | 'SETTLED_OUTSIDE' },
): boolean {
  const refund = m.refunds.find((r) => r.id === id);
  if (!refund || !from.includes(refund.status)) return false;
  refund.status = to;
  answer(m, id, 'REFUND_REFUSED', ...(to === 'FAILED' ? [] : ['REFUND_PENDING' as const]));
  return true;
}

const timeIsUp: Partial<Record<WaitKind, (m: Model, id: string) => void>> = {
  OFFER: (m, id) => {
    const of = partOfOffer(m, id);
    if (of?.offer === 'OFFERED' && reached(m, of.offerDueAt)) fails(m, of, { offer: 'EXPIRED', reason: null });
  },
  HOLD: (m, id) => {
    const h = m.holds.find((x) => x.id === id);
    if (!h?.live || !reached(m, h.dueAt)) return;
    if (h.cancels) {
      for (const of of m.parts)
        if (of.status === 'OPEN')
          for (const row of held(of)) takeOff(m, of, { row, units: row.quantity, to: 'CANCELLED' });
      closeEmpty(m);
      cancelUnrouted(m);
    }
    release(m, h.key);
  },
  SHIP_LATE: (m, id) => {
    const of = partOf(m, id);
    if (of?.status === 'IN_PROGRESS' && reached(m, of.dueAt)) ask(m, 'SHIP_LATE', id);
  },
  READY_LATE: (m, id) => {
    const of = partOf(m, id);
    if (of && inWork(of) && reached(m, of.dueAt)) ask(m, 'READY_LATE', id);
  },
  PICKUP_EXPIRY: (m, id) => {
    const of = partOf(m, id);
    if (of?.status === 'READY_FOR_PICKUP' && reached(m, of.expiresAt))
      close(m, of, { to: 'CANCELLED', goods: 'CANCELLED', code: 'EXPIRED' });
  },
  PARCEL_SILENT: (m, id) => {
    const of = partOf(m, id);
    if ((of?.status === 'SHIPPED' || of?.status === 'RETURNING') && reached(m, of.deliveryDueAt))
      ask(m, 'PARCEL_SILENT', id);
  },
  ARRIVAL_LATE: (m, id) => {
    const of = partOf(m, id);
    if (of?.status === 'IN_TRANSIT' && reached(m, of.deliveryDueAt)) {
      of.deliveryDueAt = null;
      askBuyer(m, of);
    }
  },
  BUYER_CHOICE: (m) => {
    if (!reached(m, m.buyerDueAt)) return;
    for (const of of lateParts(m)) close(m, of, { to: 'CANCELLED', goods: 'CANCELLED' });
    cancelUnrouted(m);
  },
  INTERCEPT: (m, id) => {
    const stop = m.stops.find((s) => s.id === id);
    if (stop?.status !== 'REQUESTED' || !reached(m, stop.dueAt)) return;
    const valid = part(m, stop.partId).labels.findLast((l) => l.status === 'CREATED' || l.status === 'VOIDING');
    if (valid) valid.status = 'VOIDING';
    else endStop(m, stop, 'UNANSWERED');
  },
};

function voided(m: Model, id: string, withCarrier: boolean): void {
  const of = m.parts.find((p) => p.labels.some((l) => l.id === id)) as PartModel;
  const by = of.labels.find((l) => l.id === id) as LabelModel;
  if (by.status !== 'VOIDING') return;
  by.status = withCarrier ? 'HANDED_OVER' : 'VOIDED';
  const stop = openStop(m, of.id);
  if (stop && withCarrier) return refuseStop(m, stop, { numbered: true, typed: true });
  if (stop && stop.dueAt <= m.now) return endStop(m, stop, 'UNANSWERED');
  if (withCarrier && inShop(of)) handOver(m, of, 'SHIPPED');
  else if (withCarrier) ask(m, 'VOID_FAILED', of.id);
}

function labelMade(m: Model, id: string, made: boolean): void {
  const of = m.parts.find((p) => p.labels.some((l) => l.id === id)) as PartModel;
  const by = of.labels.find((l) => l.id === id) as LabelModel;
  if (by.status !== 'REQUESTED') return;
  const wanted = inShop(of) && label(of) === by;
  if (made) Object.assign(by, { status: wanted ? 'CREATED' : 'VOIDING', numbered: true });
  else by.status = wanted ? 'FAILED' : 'VOIDED';
  if (!made && wanted) ask(m, 'LABEL_FAILED', of.id);
}

const takes: { [N in MessageName]: Take<N> } = {
  prepare: (m) => {
    if (!m.audited && m.payments.some((p) => p.status === 'PENDING'))
      hold(m, { key: 'PAYMENT_PENDING', dueAt: seconds(m, 86_400), cancels: true });
    m.audited = true;
  },
  accept,
  reject: (m, { offerId, reason }) => fails(m, partOfOffer(m, offerId) as PartModel, { offer: 'REJECTED', reason }),
  reassign: (m, { offerId, locationId }) => {
    close(m, partOfOffer(m, offerId) as PartModel, { to: 'REROUTED', goods: 'UNROUTED' });
    m.wish = { byOperator: true, only: locationId };
    return { offer: 'WITHDRAWN' };
  },
  withdrawForShortage: (m, { fulfillmentOrderId: id }) => {
    notAgain(
      m,
      part(m, id),
      part(m, id).rows.map((r) => r.lineId),
    );
    close(m, part(m, id), { to: 'REROUTED', goods: 'UNROUTED' });
    return { offer: 'WITHDRAWN' };
  },
  flagShortage: (m, { fulfillmentOrderId: id }) => {
    ask(m, 'STOCK_SHORT', id);
    return { flagged: true };
  },
  markReady: (m, { fulfillmentOrderId: id }) => {
    Object.assign(part(m, id), { status: 'READY_FOR_PICKUP', expiresAt: seconds(m, m.policy.pickupStorageSeconds) });
    newCode(part(m, id));
    return { status: 'READY_FOR_PICKUP' };
  },
  ship: (m, { fulfillmentOrderId: id, trackingNumber }) => {
    if (toBeSent(part(m, id))) sendOn(m, part(m, id));
    else leave(m, part(m, id), true, trackingNumber !== null);
    return undefined;
  },
  receiveAtStore: (m, { fulfillmentOrderId: id, received }) => {
    if (unpack(m, part(m, id), received)) askBuyer(m, part(m, id));
    return { status: part(m, id).status };
  },
  giveUp: (m, { fulfillmentOrderId: id, reason, lines }) => {
    const of = part(m, id);
    const all =
      lines === null || held(of).every((row) => unitsOf(lines.filter((l) => l.lineId === row.lineId)) >= row.quantity);
    if (all) fails(m, of, { offer: of.goesTo === of.at ? of.offer : 'GIVEN_UP', reason });
    else
      failsInPart(
        m,
        of,
        lines.map((l) => ({ ...l, reason })),
      );
    return { status: of.status };
  },
  revokeAccepted: (m, { fulfillmentOrderId: id }) => {
    fails(m, part(m, id), { offer: 'GIVEN_UP', reason: null });
    return { status: 'REROUTED' };
  },
  setWaybill: (m, { fulfillmentOrderId: id, trackingNumber }) => {
    dropLabels(part(m, id));
    newLabel(m, part(m, id), {
      status: trackingNumber === null ? 'REQUESTED' : 'CREATED',
      numbered: trackingNumber !== null,
    });
    answer(m, id, 'LABEL_FAILED');
    return { waybill: trackingNumber ?? 'REQUESTED' };
  },
  voidWaybill: (m, { fulfillmentOrderId: id }) => {
    dropLabels(part(m, id));
    return { waybill: 'VOIDING' };
  },
  redeem,
  reissueCode: (m, { fulfillmentOrderId: id }) => {
    newCode(part(m, id));
    return { issued: true };
  },
  extendPickup: (m, { fulfillmentOrderId: id }) => {
    const of = part(m, id);
    of.extended = true;
    of.expiresAt = (of.expiresAt ?? 0) + m.policy.pickupExtensionSeconds * 1000;
    return { pickupExpiresAt: of.expiresAt };
  },
  readPickupCode: (m, { fulfillmentOrderId: id }) => ({ generation: part(m, id).codes.length }),
  confirmReceipt: (m) => {
    m.confirmed = true;
    return { status: 'COMPLETED' };
  },
  cancel,
  agreeIntercept: (m, { cancellationId }) => {
    endStop(m, m.stops.find((s) => s.id === cancellationId) as StopModel, 'AGREED');
    return { status: 'AGREED' };
  },
  refuseIntercept: (m, { cancellationId, trackingNumber }) => {
    refuseStop(m, m.stops.find((s) => s.id === cancellationId) as StopModel, {
      numbered: trackingNumber !== null,
      typed: trackingNumber !== null,
    });
    return { status: 'REFUSED' };
  },
  placeHold: (m, { key, dueAt, dueAction }) => {
    hold(m, { key, dueAt, cancels: dueAction === 'CANCEL' });
    for (const of of m.parts) if (of.offer === 'OFFERED') of.offer = 'WITHDRAWN';
    return { holds: liveKeys(m) };
  },
  release: (m, { key }) => ({ holds: release(m, key) }),
  route: (m, { locationId }) => {
    m.asks = m.asks.filter((a) => a.reason !== 'NO_CANDIDATE' && a.reason !== 'ROUTING_EXHAUSTED');
    waitForParts(m);
    m.buyerDueAt = null;
    m.wish = { byOperator: true, only: locationId };
    return { routed: true };
  },
  track,
  recordPayment,
  choosePickup: choose,
  amendOrder: (m, { shipByAt }) => {
    m.shipByAt = shipByAt ?? m.shipByAt;
    for (const of of m.parts)
      if (shipByAt !== null && of.status === 'IN_PROGRESS' && of.method === 'HOME_DELIVERY') of.dueAt = shipByAt;
    return { amended: true };
  },
  refund: (m, { paymentId, amountMinor }) => {
    payByHand(m, paymentId, amountMinor);
    return { refunded: amountMinor };
  },
  retryRefund: (m, { refundId }) => {
    refundBecomes(m, { id: refundId, from: ['FAILED'], to: 'REQUESTED' });
    return { status: 'REQUESTED' };
  },
  markRefundedExternally: (m, { refundId }) => {
    refundBecomes(m, { id: refundId, from: ['FAILED'], to: 'SETTLED_OUTSIDE' });
    return { status: 'SETTLED_OUTSIDE' };
  },
  resolve: () => undefined,
  deadlinePassed: (m, { kind, subjectId }) => {
    timeIsUp[kind]?.(m, subjectId);
    return null;
  },
  quarantine: (m) => {
    ask(m, 'BUG', null);
    return null;
  },
  waybillCreated: (m, { waybillId }) => {
    labelMade(m, waybillId, true);
    return null;
  },
  waybillFailed: (m, { waybillId }) => {
    labelMade(m, waybillId, false);
    return null;
  },
  waybillVoided: (m, { waybillId, withCarrier }) => {
    voided(m, waybillId, withCarrier);
    return null;
  },
  paymentVoided: (m, { paymentId }) => {
    const p = m.payments.find((x) => x.id === paymentId);
    if (p?.status === 'AUTHORIZED') p.status = 'VOIDED';
    return null;
  },
  refundPaid: (m, { refundId }) => {
    refundBecomes(m, { id: refundId, from: ['REQUESTED', 'FAILED'], to: 'SUCCEEDED' });
    return undefined;
  },
  refundRefused: (m, { refundId }) => {
    if (refundBecomes(m, { id: refundId, from: ['REQUESTED'], to: 'FAILED' })) ask(m, 'REFUND_REFUSED', refundId);
    return null;
  },
  refundOverdue: (m, { refundId }) => {
    if (m.refunds.some((r) => r.id === refundId && r.status === 'REQUESTED')) ask(m, 'REFUND_PENDING', refundId);
    return null;
  },
};

/** Takes a message that was not refused; gives the answer it must have, undefined where the sheet does not say. */
export function take(m: Model, said: Said, about: { reason: AttentionReason; subject: string | null } | null): unknown {
  m.wish = { byOperator: false, only: null };
  const told =
    said.name === 'resolve' && about
      ? resolve(m, said.body, about)
      : (takes[said.name] as Take<MessageName>)(m, said.body as never);
  payBack(m);
  return told;
}
