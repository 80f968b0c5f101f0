// What a channel may decide for itself, as data. All durations are seconds, so that a demo and a real shop differ in
// data only.
import type { AuditRulePolicy } from '../audit/rules.ts';
import type { CarrierChoice } from '../carriers/choice.ts';
import { alertKinds } from '../inventory/alerts.ts';
import type { Campaign, PromiseCalendar } from '../promise/ship-by.ts';

/** A channel may hear what it may sell, and of stock alerts by their kind. */
export const subscribable = ['AVAILABILITY', ...alertKinds] as const;
export type Subscription = (typeof subscribable)[number];

export interface ChannelPolicy {
  totalsToleranceMinor: number;
  onFinding: 'HOLD' | 'REFUSE';
  // REFUSE: an own checkout, which can still say no; what a marketplace has sold is taken and waits for goods
  onShortage: 'HOLD' | 'REFUSE';
  giftShare: 'NONE' | 'BY_LIST_PRICE';
  audit: AuditRulePolicy[];
  offerSeconds: number;
  minOfferSeconds: number;
  maxOffers: number;
  exclusionSeconds: number;
  pauseAfterExpiries: number;
  handlingSeconds: number; // what a location needs between accept and hand-over
  shipBySeconds: number; // ship-by when the channel gives none and keeps no calendar
  calendar: PromiseCalendar | null;
  handlingDays: number;
  sameDaySeconds: number; // ship-by of an order for the same day that has no slot
  // what becomes of one that nobody can serve today: an ordinary order, or a question for an operator
  sameDayFallback: 'NEXT_DAY' | 'NONE';
  campaigns: Campaign[]; // the first in which an order was placed decides its ship-by
  readyBySeconds: number;
  pickupStorageSeconds: number;
  pickupExtensionSeconds: number;
  buyerChoiceSeconds: number;
  transferSeconds: number; // what goods may take from their supplier to the buyer's store; then the buyer is asked
  deliverySeconds: number; // carrier days and margin, after which a parcel is silent
  interceptSeconds: number;
  subscriptions: Subscription[]; // what the channel is told besides its orders
  refundBy: 'BATON' | 'CHANNEL';
  refundPendingSeconds: number;
  autoConfirmDays: number;
  carrierChoice: CarrierChoice;
  preferredCarriers: string[]; // once the location is chosen; the first preferred one also where nobody has quoted
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
