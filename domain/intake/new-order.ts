// The order built from a channel's request: amounts are frozen and findings recorded; an order that a marketplace has
// already sold is never refused here.
import { destinationOf, isComplete, type IntakeAddress } from './address.ts';
import type { AuditCode } from '../audit/rules.ts';
import { freezeFundAllocations, type FundSource } from '../pricing/fund-allocation.ts';
import type { Order, OrderLine } from '../order/order.ts';
import type { ChannelPolicy } from '../order/channel-policy.ts';
import { sameDayShipBy, shipByOf, type WorkingDay } from '../promise/ship-by.ts';
import type { PaymentStatus } from '../order/states.ts';
import { goodsMinor, totalsDifference, type Discount } from '../pricing/totals.ts';
import { waitsOf } from '../order/waits.ts';
import type { Instant, Slot } from '../values/time.ts';
import type { Method } from '../values/method.ts';

export interface IntakeLine {
  lineId: string;
  sku: string;
  quantity: number;
  unitPriceMinor: number;
  listPriceMinor: number;
  gift: boolean;
  giftForLineId: string | null;
}
/** The canonical order after parsing. Instants in milliseconds. */
export interface IntakeOrder {
  channelOrderNumber: string;
  placedAt: Instant;
  currency: string;
  method: Method;
  pickupLocationId: string | null;
  buyer: { id?: string | null; name?: string | null; phone?: string | null; email?: string | null };
  address: IntakeAddress | null;
  lines: IntakeLine[];
  discounts: (Discount & { name?: string | null })[];
  shippingMinor: number;
  payments: {
    paymentId: string;
    tender: string;
    fundSource: FundSource;
    amountMinor: number;
    status: PaymentStatus;
    reference: string | null;
  }[];
  // absent for standard delivery, whose content hash does not include it
  delivery?: { speed: 'SAME_DAY'; slot: Slot | null };
  buyerNote: string | null;
  shipBy: Instant | null;
  distributor: string | null;
  references: Record<string, string>;
}

/** The input of intake besides the order: the channel's policy, the known products and stores, one instant. */
export interface IntakeContext {
  id: string;
  channelId: string;
  nowAt: Instant;
  policy: ChannelPolicy;
  /** The currency in which the channel sells. */
  currency: string;
  workingDays: readonly WorkingDay[] | null;
  profileVersion: number;
  knownSkus: ReadonlySet<string>;
  knownStores: ReadonlySet<string>;
}

/**
 * Content that is readable but wrong. The audit turns each finding into a hold; a channel with REFUSE refuses the
 * order.
 */
export function intakeFindings(
  order: IntakeOrder,
  context: Pick<IntakeContext, 'policy' | 'currency' | 'knownSkus' | 'knownStores'>,
): { code: AuditCode; detail: string }[] {
  const findings: { code: AuditCode; detail: string }[] = [];
  const unknown = order.lines.filter((l) => !context.knownSkus.has(l.sku)).map((l) => l.sku);
  if (unknown.length > 0)
    findings.push({ code: 'UNKNOWN_SKU', detail: `unknown products: ${[...new Set(unknown)].join(', ')}` });
  if (order.method === 'STORE_PICKUP' && !context.knownStores.has(order.pickupLocationId ?? ''))
    findings.push({ code: 'UNKNOWN_STORE', detail: `unknown store: ${order.pickupLocationId ?? 'none'}` });
  if (order.currency !== context.currency)
    findings.push({
      code: 'OTHER_CURRENCY',
      detail: `the order is in ${order.currency}, its channel sells in ${context.currency}`,
    });
  const difference = totalsDifference(order);
  if (Math.abs(difference) > context.policy.totalsToleranceMinor)
    findings.push({
      code: 'TOTALS_MISMATCH',
      detail: `payments differ by ${difference} minor units from goods − discounts + shipping`,
    });
  return findings;
}

/** The order in its first state: all quantities unrouted, only the amounts decided. */
export function newOrder(intake: IntakeOrder, context: IntakeContext): Order {
  const order: Order = {
    id: context.id,
    channelId: context.channelId,
    channelOrderNumber: intake.channelOrderNumber,
    currency: intake.currency,
    method: intake.method,
    pickupLocationId: intake.pickupLocationId,
    status: 'RECEIVED',
    version: 1,
    auditedAt: null,
    closedAt: null,
    receiptConfirmedAt: null,
    buyerChoiceDueAt: null,
    profileVersion: context.profileVersion,
    messageCount: 0,
    timelineLength: 1,
    ...promiseOf(intake, context),
    ...buyerOf(intake, context.policy),
    intakeFindings: intakeFindings(intake, context),
    ...moneyOf(intake, context.policy),
    lines: intake.lines.map(lineOf),
    ...emptyParts(),
  };
  return { ...order, waits: waitsOf(order) };
}

/** The instants of the order: placed, received, ship-by. */
function promiseOf(intake: IntakeOrder, { nowAt, policy, workingDays }: IntakeContext) {
  const slot = intake.delivery?.slot ?? null;
  const given = intake.shipBy ?? (intake.delivery ? sameDayShipBy({ slot, receivedAt: nowAt }, policy) : null);
  return {
    placedAt: intake.placedAt,
    receivedAt: nowAt,
    shipByAt: shipByOf({ given, placedAt: intake.placedAt, receivedAt: nowAt }, { ...policy, workingDays }),
    sameDay: intake.delivery !== undefined,
    slot,
  };
}

/** The parts of buyer and address that decisions need, without personal data. */
const buyerOf = (intake: IntakeOrder, { country }: ChannelPolicy) => ({
  destination: destinationOf(intake.address, country),
  addressComplete: isComplete(intake.address, country),
  hasBuyerNote: intake.buyerNote !== null && intake.buyerNote.trim() !== '',
  buyerId: intake.buyer.id ?? null,
});

const moneyOf = (intake: IntakeOrder, policy: ChannelPolicy) => ({
  goodsMinor: goodsMinor(intake.lines),
  discountMinor: intake.discounts.reduce((total, d) => total + d.amountMinor, 0),
  shippingMinor: intake.shippingMinor,
  fundAllocations: fundAllocationsOf(intake, policy),
  payments: paymentsOf(intake),
});

/** The lists that are empty at the start. */
const emptyParts = () => ({
  waits: [],
  effects: [],
  holds: [],
  attentions: [],
  fulfillmentOrders: [],
  fulfillmentLines: [],
  offers: [],
  cancellations: [],
  pickupCodes: [],
  waybills: [],
  refunds: [],
  exclusions: [],
});

const lineOf = (l: IntakeLine, at: number): OrderLine => ({
  id: l.lineId,
  position: at + 1,
  sku: l.sku,
  quantity: l.quantity,
  unrouted: l.quantity,
  fulfilled: 0,
  cancelled: 0,
  refundable: 0,
  reshipDue: 0,
  unitPriceMinor: l.unitPriceMinor,
  listPriceMinor: l.listPriceMinor,
  gift: l.gift,
  giftForLineId: l.giftForLineId,
});

const fundAllocationsOf = (intake: IntakeOrder, policy: ChannelPolicy): Order['fundAllocations'] =>
  freezeFundAllocations({
    lines: intake.lines.map((l) => ({ ...l, id: l.lineId })),
    discounts: intake.discounts,
    shippingMinor: intake.shippingMinor,
    payments: intake.payments.map((p) => ({ ...p, id: p.paymentId })),
    giftShare: policy.giftShare,
  }).map((allocation, at) => ({ id: `s${at + 1}`, ...allocation }));

const paymentsOf = (intake: IntakeOrder): Order['payments'] =>
  intake.payments.map((p) => ({
    id: p.paymentId,
    tender: p.tender,
    fundSource: p.fundSource,
    amountMinor: p.amountMinor,
    status: p.status,
    reference: p.reference,
    capturedMinor: p.status === 'CAPTURED' ? p.amountMinor : 0,
  }));
