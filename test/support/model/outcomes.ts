// The effect of an accepted message on the model: one line or two per message, written from the specification.
import type { MessageName, Messages } from '../../../domain/order/messages.ts';
import type { AttentionReason } from '../../../domain/order/states.ts';
import {
  resolveAttention,
  raiseAttention,
  raiseUnpaidCash,
  bookRefusedStock,
  cancelLine,
  cancelUnrouted,
  closeFulfillment,
  closeEmptyFulfillments,
  bookReturn,
  dropWaybills,
  endIntercept,
  handOver,
  ship,
  addWaybill,
  exclude,
  requestRefunds,
  refundByHand,
  refuseIntercept,
  dispatchToStore,
  removeQuantity,
  bookArrival,
  writeOff,
} from './goods.ts';
import {
  heldLines,
  isBeforeHandOver,
  isInHand,
  isOnHold,
  lastWaybill,
  lateArrivals,
  isLiveCode,
  openIntercept,
  fulfillmentOf,
  fulfillmentOfOffer,
  reached,
  isToBeSentOn,
  unitsOf,
  type WaybillModel,
  type LineQuantity,
  type Model,
  type FulfillmentModel,
  type RefusalReason,
  type SentMessage,
  type CancellationModel,
} from './order-model.ts';
import type { WaitKind } from '../../../domain/order/wait.ts';

type Apply<N extends MessageName> = (m: Model, body: Messages[N]) => unknown;
const fulfillment = (m: Model, id: string): FulfillmentModel => fulfillmentOf(m, id) as FulfillmentModel;
const seconds = (m: Model, n: number): number => m.now + n * 1000;
const requestBuyerChoice = (m: Model, fo: FulfillmentModel): void => {
  if (fo.method === 'STORE_PICKUP' && !isToBeSentOn(fo)) m.buyerChoiceDueAt ??= seconds(m, m.policy.buyerChoiceSeconds);
};

/** The location fails: everything is routed again, or its buyer is asked. */
function failWhole(
  m: Model,
  fo: FulfillmentModel,
  { offer, reason }: { offer: FulfillmentModel['offerStatus']; reason: RefusalReason | null },
): { offer: string } {
  const lines = heldLines(fo).map(({ lineId, sku, quantity }) => ({ lineId, sku, quantity }));
  fo.offerStatus = offer;
  exclude(
    m,
    fo,
    lines.map((r) => r.lineId),
  );
  closeFulfillment(m, fo, { to: 'REROUTED', goods: 'UNROUTED' });
  if (reason) for (const row of lines) bookRefusedStock(m, fo, { sku: row.sku, units: row.quantity, reason });
  requestBuyerChoice(m, fo);
  return { offer };
}
function failPart(m: Model, fo: FulfillmentModel, lines: (LineQuantity & { reason: RefusalReason })[]): void {
  for (const { lineId, quantity, reason } of lines) {
    const row = heldLines(fo).find((r) => r.lineId === lineId);
    if (!row) continue;
    removeQuantity(m, fo, { row, units: quantity, to: 'UNROUTED' });
    bookRefusedStock(m, fo, { sku: row.sku, units: quantity, reason });
  }
  exclude(
    m,
    fo,
    lines.map((l) => l.lineId),
  );
  requestBuyerChoice(m, fo);
}

function accept(m: Model, { offerId, refused }: Messages['accept']): unknown {
  const fo = fulfillmentOfOffer(m, offerId) as FulfillmentModel;
  if (refused.length > 0 && (m.split === 'NEVER' || unitsOf(refused) === unitsOf(heldLines(fo))))
    return failWhole(m, fo, { offer: 'REJECTED', reason: refused[0]?.reason ?? 'OTHER' });
  fo.offerStatus = 'ACCEPTED';
  if (refused.length > 0) failPart(m, fo, refused);
  fo.status = 'IN_PROGRESS';
  fo.dueAt = fo.method === 'STORE_PICKUP' ? seconds(m, m.policy.readyBySeconds) : m.shipByAt;
  if (fo.method === 'HOME_DELIVERY') addWaybill(m, fo, { status: 'REQUESTED', hasNumber: false });
  return { offer: 'ACCEPTED' };
}

function newCode(fo: FulfillmentModel): void {
  for (const code of fo.pickupCodes) if (isLiveCode(code)) code.status = 'REVOKED';
  fo.pickupCodes.push({ status: 'ACTIVE', tries: 0 });
}

function redeem(m: Model, { fulfillmentOrderId, proof }: Messages['redeem']): unknown {
  const fo = fulfillment(m, fulfillmentOrderId);
  const code = fo.pickupCodes.at(-1) as FulfillmentModel['pickupCodes'][number];
  code.tries += 1;
  const right = proof === `right ${fo.pickupCodes.length}`;
  if (!right) code.status = code.tries === 5 ? 'LOCKED' : 'ACTIVE';
  else {
    code.status = 'REDEEMED';
    handOver(m, fo, 'COLLECTED');
    raiseUnpaidCash(m, fo);
  }
  return { redeemed: right };
}

function cancel(m: Model, { kind, lines }: Messages['cancel']): unknown {
  const gifts = m.lines.flatMap((gift) => {
    const paid = m.lines.find((l) => l.id === gift.giftForLineId);
    const asked = lines?.find((l) => l.lineId === gift.giftForLineId);
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
  closeEmptyFulfillments(m);
  if (kind === 'NOTICE' && outcomes.some((o) => o.endsWith('USE_RETURN')))
    raiseAttention(m, 'CANCELLED_AFTER_SHIP', null);
  return outcomes;
}

/** The last release continues the order: withdrawn offers are routed again. */
function release(m: Model, key: string): string[] {
  const placeHold = m.holds.find((h) => h.isLive && h.key === key);
  if (placeHold) placeHold.isLive = false;
  if (placeHold && !isOnHold(m))
    for (const fo of m.fulfillmentOrders)
      if (fo.status === 'OPEN' && fo.offerStatus === 'WITHDRAWN')
        closeFulfillment(m, fo, { to: 'REROUTED', goods: 'UNROUTED' });
  return liveKeys(m);
}
const liveKeys = (m: Model): string[] => m.holds.filter((h) => h.isLive).map((h) => h.key);
const hold = (m: Model, h: { key: string; dueAt: number | null; isCancelling: boolean }): void => {
  if (!liveKeys(m).includes(h.key)) m.holds.push({ id: `h${m.holds.length + 1}`, isLive: true, ...h });
};

function track(m: Model, { waybillId, event }: Messages['track']): unknown {
  const fo = m.fulfillmentOrders.find((p) => lastWaybill(p)?.id === waybillId) as FulfillmentModel;
  const waybill = lastWaybill(fo) as WaybillModel;
  if (fo.status === 'IN_PROGRESS') {
    // any event means that the carrier has the parcel
    if (waybill.status === 'CREATED' || waybill.status === 'VOIDING') waybill.status = 'HANDED_OVER';
    const cancellation = openIntercept(m, fo.id);
    if (cancellation) refuseIntercept(m, cancellation, { hasNumber: true, isTyped: true });
    else handOver(m, fo, 'SHIPPED');
  }
  if (event === 'DELIVERED' && (fo.status === 'SHIPPED' || fo.status === 'LOST')) {
    fo.status = 'DELIVERED';
    resolveAttention(m, fo.id, 'PARCEL_SILENT', 'PARCEL_LOST');
    raiseUnpaidCash(m, fo);
  }
  if (event === 'RETURNING' && fo.status === 'SHIPPED') {
    fo.status = 'RETURNING';
    fo.deliveryDueAt = seconds(m, m.policy.deliverySeconds);
  }
  if (event === 'RETURNED') bookReturn(m, fo);
  if (event === 'LOST' && (fo.status === 'SHIPPED' || fo.status === 'RETURNING')) {
    fo.status = 'LOST';
    resolveAttention(m, fo.id, 'PARCEL_SILENT');
    raiseAttention(m, 'PARCEL_LOST', fo.id);
  }
  return { status: fo.status };
}

function recordPayment(m: Model, { paymentId, status }: Messages['recordPayment']): unknown {
  const payment = m.payments.find((p) => p.id === paymentId);
  if (payment && payment.status !== status) {
    payment.status = status;
    if (m.payments.every((p) => ['AUTHORIZED', 'CAPTURED', 'ON_DELIVERY'].includes(p.status)))
      release(m, 'PAYMENT_PENDING');
    if (m.payments.every((p) => p.status !== 'ON_DELIVERY'))
      m.attentions = m.attentions.filter((a) => a.reason !== 'COD_UNPAID');
  }
  return { status };
}

const extendArrivals = (m: Model): void => {
  for (const fo of lateArrivals(m)) fo.deliveryDueAt = seconds(m, m.policy.transferSeconds);
};

function choosePickup(m: Model, { choice, locationId }: Messages['choosePickup']): unknown {
  m.buyerChoiceDueAt = null;
  if (choice === 'WAIT') extendArrivals(m);
  for (const fo of lateArrivals(m))
    closeFulfillment(
      m,
      fo,
      choice === 'CANCEL' ? { to: 'CANCELLED', goods: 'CANCELLED' } : { to: 'REROUTED', goods: 'UNROUTED' },
    );
  if (choice === 'CANCEL') cancelUnrouted(m);
  if (choice === 'STORE') m.pickupLocationId = locationId;
  if (choice === 'DELIVER') Object.assign(m, { method: 'HOME_DELIVERY', pickupLocationId: null });
  return { chosen: choice };
}

function waitLonger(m: Model, fo: FulfillmentModel): void {
  if (isInHand(fo))
    fo.dueAt = seconds(m, fo.method === 'STORE_PICKUP' ? m.policy.readyBySeconds : m.policy.shipBySeconds);
  else fo.deliveryDueAt = seconds(m, m.policy.deliverySeconds);
}

function resolve(
  m: Model,
  { action }: Messages['resolve'],
  about: { reason: AttentionReason; subjectId: string | null },
): unknown {
  resolveAttention(m, about.subjectId, about.reason);
  const fo = fulfillmentOf(m, about.subjectId ?? '');
  if (action === 'RETRY' && (about.reason === 'NO_CANDIDATE' || about.reason === 'ROUTING_EXHAUSTED'))
    m.routing.byOperator = true;
  if (action === 'CANCEL') cancelUnrouted(m);
  if (action === 'WAIT' && fo) waitLonger(m, fo);
  if (fo && (action === 'LOST' || action === 'REFUND')) writeOff(m, fo, 'refundable');
  if (fo && action === 'RESHIP') writeOff(m, fo, 'reshipDue');
  if (about.reason === 'LABEL_FAILED' && fo) {
    const failed = fo.waybills.findLast((l) => l.status === 'FAILED');
    if (failed) {
      failed.status = 'VOIDED';
      addWaybill(m, fo, { status: 'REQUESTED', hasNumber: false });
    }
  }
  if (about.reason === 'COD_UNPAID') for (const p of m.payments) if (p.status === 'ON_DELIVERY') p.status = 'VOIDED';
  if (about.reason === 'REFUND_REFUSED')
    refundBecomes(m, { id: about.subjectId ?? '', from: ['FAILED'], to: 'REQUESTED' });
  return { resolved: about.reason };
}

function refundBecomes(
  m: Model,
  { id, from, to }: { id: string; from: string[]; to: 'REQUESTED' | 'SUCCEEDED' | 'FAILED' | 'SETTLED_OUTSIDE' },
): boolean {
  const refund = m.refunds.find((r) => r.id === id);
  if (!refund || !from.includes(refund.status)) return false;
  refund.status = to;
  resolveAttention(m, id, 'REFUND_REFUSED', ...(to === 'FAILED' ? [] : ['REFUND_PENDING' as const]));
  return true;
}

const deadlines: Partial<Record<WaitKind, (m: Model, id: string) => void>> = {
  OFFER: (m, id) => {
    const fo = fulfillmentOfOffer(m, id);
    if (fo?.offerStatus === 'OFFERED' && reached(m, fo.deadlineAt))
      failWhole(m, fo, { offer: 'EXPIRED', reason: null });
  },
  HOLD: (m, id) => {
    const h = m.holds.find((x) => x.id === id);
    if (!h?.isLive || !reached(m, h.dueAt)) return;
    if (h.isCancelling) {
      for (const fo of m.fulfillmentOrders)
        if (fo.status === 'OPEN')
          for (const row of heldLines(fo)) removeQuantity(m, fo, { row, units: row.quantity, to: 'CANCELLED' });
      closeEmptyFulfillments(m);
      cancelUnrouted(m);
    }
    release(m, h.key);
  },
  SHIP_LATE: (m, id) => {
    const fo = fulfillmentOf(m, id);
    if (fo?.status === 'IN_PROGRESS' && reached(m, fo.dueAt)) raiseAttention(m, 'SHIP_LATE', id);
  },
  READY_LATE: (m, id) => {
    const fo = fulfillmentOf(m, id);
    if (fo && isInHand(fo) && reached(m, fo.dueAt)) raiseAttention(m, 'READY_LATE', id);
  },
  PICKUP_EXPIRY: (m, id) => {
    const fo = fulfillmentOf(m, id);
    if (fo?.status === 'READY_FOR_PICKUP' && reached(m, fo.pickupExpiresAt))
      closeFulfillment(m, fo, { to: 'CANCELLED', goods: 'CANCELLED', code: 'EXPIRED' });
  },
  PARCEL_SILENT: (m, id) => {
    const fo = fulfillmentOf(m, id);
    if ((fo?.status === 'SHIPPED' || fo?.status === 'RETURNING') && reached(m, fo.deliveryDueAt))
      raiseAttention(m, 'PARCEL_SILENT', id);
  },
  ARRIVAL_LATE: (m, id) => {
    const fo = fulfillmentOf(m, id);
    if (fo?.status === 'IN_TRANSIT' && reached(m, fo.deliveryDueAt)) {
      fo.deliveryDueAt = null;
      requestBuyerChoice(m, fo);
    }
  },
  BUYER_CHOICE: (m) => {
    if (!reached(m, m.buyerChoiceDueAt)) return;
    for (const fo of lateArrivals(m)) closeFulfillment(m, fo, { to: 'CANCELLED', goods: 'CANCELLED' });
    cancelUnrouted(m);
  },
  INTERCEPT: (m, id) => {
    const cancellation = m.cancellations.find((s) => s.id === id);
    if (cancellation?.status !== 'REQUESTED' || !reached(m, cancellation.dueAt)) return;
    const valid = fulfillment(m, cancellation.fulfillmentOrderId).waybills.findLast(
      (l) => l.status === 'CREATED' || l.status === 'VOIDING',
    );
    if (valid) valid.status = 'VOIDING';
    else endIntercept(m, cancellation, 'UNANSWERED');
  },
};

function waybillVoided(m: Model, id: string, withCarrier: boolean): void {
  const fo = m.fulfillmentOrders.find((p) => p.waybills.some((l) => l.id === id)) as FulfillmentModel;
  const waybill = fo.waybills.find((l) => l.id === id) as WaybillModel;
  if (waybill.status !== 'VOIDING') return;
  waybill.status = withCarrier ? 'HANDED_OVER' : 'VOIDED';
  const cancellation = openIntercept(m, fo.id);
  if (cancellation && withCarrier) return refuseIntercept(m, cancellation, { hasNumber: true, isTyped: true });
  if (cancellation && cancellation.dueAt <= m.now) return endIntercept(m, cancellation, 'UNANSWERED');
  if (withCarrier && isBeforeHandOver(fo)) handOver(m, fo, 'SHIPPED');
  else if (withCarrier) raiseAttention(m, 'VOID_FAILED', fo.id);
}

function waybillAnswered(m: Model, id: string, made: boolean): void {
  const fo = m.fulfillmentOrders.find((p) => p.waybills.some((l) => l.id === id)) as FulfillmentModel;
  const waybill = fo.waybills.find((l) => l.id === id) as WaybillModel;
  if (waybill.status !== 'REQUESTED') return;
  const wanted = isBeforeHandOver(fo) && lastWaybill(fo) === waybill;
  if (made) Object.assign(waybill, { status: wanted ? 'CREATED' : 'VOIDING', hasNumber: true });
  else waybill.status = wanted ? 'FAILED' : 'VOIDED';
  if (!made && wanted) raiseAttention(m, 'LABEL_FAILED', fo.id);
}

const outcomes: { [N in MessageName]: Apply<N> } = {
  prepare: (m) => {
    if (!m.audited && m.payments.some((p) => p.status === 'PENDING'))
      hold(m, { key: 'PAYMENT_PENDING', dueAt: seconds(m, 86_400), isCancelling: true });
    m.audited = true;
  },
  accept,
  reject: (m, { offerId, reason }) =>
    failWhole(m, fulfillmentOfOffer(m, offerId) as FulfillmentModel, { offer: 'REJECTED', reason }),
  reassign: (m, { offerId, locationId }) => {
    closeFulfillment(m, fulfillmentOfOffer(m, offerId) as FulfillmentModel, { to: 'REROUTED', goods: 'UNROUTED' });
    m.routing = { byOperator: true, onlyLocationId: locationId };
    return { offer: 'WITHDRAWN' };
  },
  withdrawForShortage: (m, { fulfillmentOrderId: id }) => {
    exclude(
      m,
      fulfillment(m, id),
      fulfillment(m, id).lines.map((r) => r.lineId),
    );
    closeFulfillment(m, fulfillment(m, id), { to: 'REROUTED', goods: 'UNROUTED' });
    return { offer: 'WITHDRAWN' };
  },
  flagShortage: (m, { fulfillmentOrderId: id }) => {
    raiseAttention(m, 'STOCK_SHORT', id);
    return { flagged: true };
  },
  markReady: (m, { fulfillmentOrderId: id }) => {
    Object.assign(fulfillment(m, id), {
      status: 'READY_FOR_PICKUP',
      pickupExpiresAt: seconds(m, m.policy.pickupStorageSeconds),
    });
    newCode(fulfillment(m, id));
    return { status: 'READY_FOR_PICKUP' };
  },
  ship: (m, { fulfillmentOrderId: id, trackingNumber }) => {
    if (isToBeSentOn(fulfillment(m, id))) dispatchToStore(m, fulfillment(m, id));
    else ship(m, fulfillment(m, id), true, trackingNumber !== null);
    return undefined;
  },
  receiveAtStore: (m, { fulfillmentOrderId: id, received }) => {
    if (bookArrival(m, fulfillment(m, id), received)) requestBuyerChoice(m, fulfillment(m, id));
    return { status: fulfillment(m, id).status };
  },
  giveUp: (m, { fulfillmentOrderId: id, reason, lines }) => {
    const fo = fulfillment(m, id);
    const all =
      lines === null ||
      heldLines(fo).every((row) => unitsOf(lines.filter((l) => l.lineId === row.lineId)) >= row.quantity);
    if (all) failWhole(m, fo, { offer: fo.pickupLocationId === fo.locationId ? fo.offerStatus : 'GIVEN_UP', reason });
    else
      failPart(
        m,
        fo,
        lines.map((l) => ({ ...l, reason })),
      );
    return { status: fo.status };
  },
  revokeAccepted: (m, { fulfillmentOrderId: id }) => {
    failWhole(m, fulfillment(m, id), { offer: 'GIVEN_UP', reason: null });
    return { status: 'REROUTED' };
  },
  setWaybill: (m, { fulfillmentOrderId: id, trackingNumber }) => {
    dropWaybills(fulfillment(m, id));
    addWaybill(m, fulfillment(m, id), {
      status: trackingNumber === null ? 'REQUESTED' : 'CREATED',
      hasNumber: trackingNumber !== null,
    });
    resolveAttention(m, id, 'LABEL_FAILED');
    return { waybill: trackingNumber ?? 'REQUESTED' };
  },
  voidWaybill: (m, { fulfillmentOrderId: id }) => {
    dropWaybills(fulfillment(m, id));
    return { waybill: 'VOIDING' };
  },
  redeem,
  reissueCode: (m, { fulfillmentOrderId: id }) => {
    newCode(fulfillment(m, id));
    return { issued: true };
  },
  extendPickup: (m, { fulfillmentOrderId: id }) => {
    const fo = fulfillment(m, id);
    fo.pickupExtended = true;
    fo.pickupExpiresAt = (fo.pickupExpiresAt ?? 0) + m.policy.pickupExtensionSeconds * 1000;
    return { pickupExpiresAt: fo.pickupExpiresAt };
  },
  readPickupCode: (m, { fulfillmentOrderId: id }) => ({ generation: fulfillment(m, id).pickupCodes.length }),
  confirmReceipt: (m) => {
    m.confirmed = true;
    return { status: 'COMPLETED' };
  },
  cancel,
  agreeIntercept: (m, { cancellationId }) => {
    endIntercept(m, m.cancellations.find((s) => s.id === cancellationId) as CancellationModel, 'AGREED');
    return { status: 'AGREED' };
  },
  refuseIntercept: (m, { cancellationId, trackingNumber }) => {
    refuseIntercept(m, m.cancellations.find((s) => s.id === cancellationId) as CancellationModel, {
      hasNumber: trackingNumber !== null,
      isTyped: trackingNumber !== null,
    });
    return { status: 'REFUSED' };
  },
  placeHold: (m, { key, dueAt, dueAction }) => {
    hold(m, { key, dueAt, isCancelling: dueAction === 'CANCEL' });
    for (const fo of m.fulfillmentOrders) if (fo.offerStatus === 'OFFERED') fo.offerStatus = 'WITHDRAWN';
    return { holds: liveKeys(m) };
  },
  release: (m, { key }) => ({ holds: release(m, key) }),
  route: (m, { locationId }) => {
    m.attentions = m.attentions.filter((a) => a.reason !== 'NO_CANDIDATE' && a.reason !== 'ROUTING_EXHAUSTED');
    extendArrivals(m);
    m.buyerChoiceDueAt = null;
    m.routing = { byOperator: true, onlyLocationId: locationId };
    return { routed: true };
  },
  track,
  recordPayment,
  choosePickup: choosePickup,
  amendOrder: (m, { shipByAt }) => {
    m.shipByAt = shipByAt ?? m.shipByAt;
    for (const fo of m.fulfillmentOrders)
      if (shipByAt !== null && fo.status === 'IN_PROGRESS' && fo.method === 'HOME_DELIVERY') fo.dueAt = shipByAt;
    return { amended: true };
  },
  refund: (m, { paymentId, amountMinor }) => {
    refundByHand(m, paymentId, amountMinor);
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
    deadlines[kind]?.(m, subjectId);
    return null;
  },
  quarantine: (m) => {
    raiseAttention(m, 'BUG', null);
    return null;
  },
  workflowRestarted: (m, { restarts }) => {
    if (restarts >= 3) raiseAttention(m, 'WORKFLOW_GONE', null);
    return null;
  },
  waybillCreated: (m, { waybillId }) => {
    waybillAnswered(m, waybillId, true);
    return null;
  },
  waybillFailed: (m, { waybillId }) => {
    waybillAnswered(m, waybillId, false);
    return null;
  },
  waybillVoided: (m, { waybillId, withCarrier }) => {
    waybillVoided(m, waybillId, withCarrier);
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
    if (refundBecomes(m, { id: refundId, from: ['REQUESTED'], to: 'FAILED' }))
      raiseAttention(m, 'REFUND_REFUSED', refundId);
    return null;
  },
  refundOverdue: (m, { refundId }) => {
    if (m.refunds.some((r) => r.id === refundId && r.status === 'REQUESTED'))
      raiseAttention(m, 'REFUND_PENDING', refundId);
    return null;
  },
};

/** Applies an accepted message; returns the expected answer, undefined where the model has none. */
export function applyMessage(
  m: Model,
  said: SentMessage,
  about: { reason: AttentionReason; subjectId: string | null } | null,
): unknown {
  m.routing = { byOperator: false, onlyLocationId: null };
  const told =
    said.name === 'resolve' && about
      ? resolve(m, said.body, about)
      : (outcomes[said.name] as Apply<MessageName>)(m, said.body as never);
  requestRefunds(m);
  return told;
}
