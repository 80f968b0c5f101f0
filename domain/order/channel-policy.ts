// The policy of a channel as data. All durations are in seconds, so that a demo differs from a real shop in its data
// only.
import type { CarrierChoice } from '../carriers/choice.ts';
import { alertKinds } from '../inventory/alerts.ts';
import type { Campaign, PromiseCalendar } from '../promise/ship-by.ts';

export type AuditCode =
  | 'ADDRESS_INCOMPLETE'
  | 'ADDRESS_UNREACHABLE'
  | 'AMOUNT_OVER_LIMIT'
  | 'QUANTITY_OVER_LIMIT'
  | 'BUYER_NOTE'
  | 'BUYER_BLOCKED'
  | 'PAYMENT_PENDING'
  | 'TOTALS_MISMATCH'
  | 'UNKNOWN_SKU'
  | 'UNKNOWN_STORE';

/** One audit rule with the channel's limit, and the action for a hold that is not released in time. */
export interface AuditRulePolicy {
  rule: AuditCode;
  limit?: number;
  dueSeconds?: number;
  dueAction?: 'RELEASE' | 'CANCEL';
}

/** Events that a channel can subscribe to besides its orders: availability, and stock alerts by kind. */
export const subscribable = ['AVAILABILITY', ...alertKinds] as const;
export type Subscription = (typeof subscribable)[number];

export interface ChannelPolicy {
  totalsToleranceMinor: number;
  onFinding: 'HOLD' | 'REFUSE';
  // REFUSE is for a channel's own checkout, which can still refuse; an order that a marketplace has sold is accepted
  // and waits for stock
  onShortage: 'HOLD' | 'REFUSE';
  giftShare: 'NONE' | 'BY_LIST_PRICE';
  audit: AuditRulePolicy[];
  offerSeconds: number;
  minOfferSeconds: number;
  maxOffers: number;
  exclusionSeconds: number;
  pauseAfterExpiries: number;
  handlingSeconds: number; // time a location needs between accept and hand-over
  shipBySeconds: number; // ship-by when neither the channel nor a calendar gives one
  calendar: PromiseCalendar | null;
  handlingDays: number;
  sameDaySeconds: number; // ship-by of a same-day order without a slot
  // fallback for a same-day order that no location can serve today: standard delivery, or an operator's decision
  sameDayFallback: 'NEXT_DAY' | 'NONE';
  campaigns: Campaign[]; // the first campaign in which an order was placed decides its ship-by
  readyBySeconds: number;
  pickupStorageSeconds: number;
  pickupExtensionSeconds: number;
  buyerChoiceSeconds: number;
  transferSeconds: number; // time for goods from their supplier to the buyer's store; after that the buyer is asked
  deliverySeconds: number; // carrier days plus margin, after which a parcel is silent
  interceptSeconds: number;
  subscriptions: Subscription[]; // events the channel receives besides its orders
  refundBy: 'BATON' | 'CHANNEL';
  refundPendingSeconds: number;
  autoConfirmDays: number;
  carrierChoice: CarrierChoice;
  preferredCarriers: string[]; // in order of preference; the first one also gets parcels that no carrier has quoted
}

export const defaultPolicy: ChannelPolicy = {
  totalsToleranceMinor: 0,
  onFinding: 'HOLD',
  onShortage: 'HOLD',
  giftShare: 'NONE',
  audit: [
    { rule: 'PAYMENT_PENDING', dueSeconds: 86_400, dueAction: 'CANCEL' },
    { rule: 'TOTALS_MISMATCH' },
    { rule: 'UNKNOWN_SKU' },
    { rule: 'UNKNOWN_STORE' },
    { rule: 'ADDRESS_INCOMPLETE' },
    { rule: 'ADDRESS_UNREACHABLE' },
    { rule: 'BUYER_BLOCKED' },
  ],
  offerSeconds: 1800,
  minOfferSeconds: 300,
  maxOffers: 5,
  exclusionSeconds: 86_400,
  pauseAfterExpiries: 3,
  handlingSeconds: 7200,
  shipBySeconds: 172_800,
  calendar: null,
  handlingDays: 0,
  sameDaySeconds: 14_400,
  sameDayFallback: 'NONE',
  campaigns: [],
  readyBySeconds: 14_400,
  pickupStorageSeconds: 259_200,
  pickupExtensionSeconds: 259_200,
  buyerChoiceSeconds: 86_400,
  transferSeconds: 259_200,
  deliverySeconds: 864_000,
  interceptSeconds: 7200,
  refundBy: 'BATON',
  refundPendingSeconds: 14_400,
  autoConfirmDays: 0,
  carrierChoice: 'PREFERRED',
  preferredCarriers: ['sandbox'],
  subscriptions: [],
};
