// The policy of a channel as data: each field is declared once, here. All durations are in seconds, so that
// a demo differs from a real shop in only.
import { carrierChoices } from '../carriers/choice.ts';
import { alertKinds } from '../inventory/alerts.ts';
import { giftShares } from '../pricing/net-prices.ts';
import { anyTime, aTime, policyField, type PolicyValue } from './policy-field.ts';

/** What the channel may subscribe to: what its orders: availability, and stock alerts by kind. */
export const subscribable = ['AVAILABILITY', ...alertKinds] as const;

const intake = {
  totalsToleranceMinor: policyField(
    { kind: 'amount' },
    0,
    'By how much the payments may differ from goods − discounts + shipping before TOTALS_MISMATCH is found. Raise ' +
      'it to the rounding of a channel that computes each line by itself.',
  ),
  onFinding: policyField(
    { kind: 'choice', of: ['HOLD', 'REFUSE'] },
    'HOLD',
    'What intake does with an order that is readable but wrong: it is taken and held for a person, or refused. ' +
      'REFUSE is for an own checkout, which can still say a to its buyer.',
  ),
  onShortage: policyField(
    { kind: 'choice', of: ['HOLD', 'REFUSE'] },
    'HOLD',
    'What intake does with an order of more than the channel may sell: it is taken and waits for goods, or ' +
      'refused. REFUSE is for an own checkout; what a marketplace has sold is sold.',
  ),
  giftShare: policyField(
    { kind: 'choice', of: giftShares },
    'NONE',
    'Whether a gift has a part of the price of the line it came with. BY_LIST_PRICE gets less is refunded when ' +
      'the gift is kept.',
  ),
  audit: policyField(
    { kind: 'audit' },
    [
      { rule: 'PAYMENT_PENDING', dueSeconds: 86_400, dueAction: 'CANCEL' },
      { rule: 'TOTALS_MISMATCH' },
      { rule: 'UNKNOWN_SKU' },
      { rule: 'UNKNOWN_STORE' },
      { rule: 'ADDRESS_INCOMPLETE' },
      { rule: 'ADDRESS_UNREACHABLE' },
      { rule: 'BUYER_BLOCKED' },
    ],
    'The rules that an order is checked by before it is routed, in this order; what one finds holds the order, ' +
      'until a person releases it or, after dueSeconds, dueAction does. Add the limits that the shop wants to see.',
  ),
};

const offers = {
  offerSeconds: policyField(
    aTime,
    1800,
    'How long a location may think about an offer, in its open time. Shorten it where stores answer fast and buyers ' +
      'wait; an order that is due sooner gives less time by itself.',
  ),
  minOfferSeconds: policyField(
    aTime,
    300,
    'The least time of an offer, however little is left until the order is due.',
  ),
  maxOffers: policyField(
    { kind: 'integer', min: 1, max: 100, unit: 'offers' },
    5,
    'How many locations are asked for a line before a person decides. Raise it for many small stores.',
  ),
  exclusionSeconds: policyField(
    aTime,
    86_400,
    'How long a location that has refused a line, or has not answered, is not asked for it again.',
  ),
  pauseAfterExpiries: policyField(
    { kind: 'integer', min: 1, max: 1000, unit: 'offers' },
    3,
    'After how many offers without an answer, one after the other, a location gets no more until it answers or ' +
      'is resumed.',
  ),
  handlingSeconds: policyField(
    anyTime,
    7200,
    'What a location needs between its yes and the hand-over: offers end, and reminders and the list of orders at ' +
      'risk begin, so much earlier than the order is due.',
  ),
};

const promise = {
  shipBySeconds: policyField(
    aTime,
    172_800,
    'How long after its receipt an order leaves, where the channel gives no instant, no campaign holds and there is ' +
      'no calendar.',
  ),
  calendar: policyField(
    { kind: 'calendar' },
    null,
    'Cut-off, time of departure, weekdays and holidays by which ship-by is counted in working days. Give it where ' +
      'a carrier comes once a day.',
  ),
  handlingDays: policyField(
    { kind: 'integer', min: 0, max: 30, unit: 'working days' },
    0,
    'Whole working days between the day that an order counts for and the day that it leaves, by the calendar.',
  ),
  campaigns: policyField(
    { kind: 'campaigns' },
    [],
    'Times in which another ship-by holds, as a sales festival allows; the first in which an order was placed ' +
      'decides.',
  ),
  sameDaySeconds: policyField(
    aTime,
    14_400,
    'How long after its receipt an order for the same day leaves, when it has no slot or its slot has begun.',
  ),
  sameDayFallback: policyField(
    { kind: 'choice', of: ['NEXT_DAY', 'NONE'] },
    'NONE',
    'What becomes of an order for the same day that no location can serve today: an ordinary order, or a question ' +
      'for an operator.',
  ),
};

const pickup = {
  readyBySeconds: policyField(
    aTime,
    14_400,
    'How long a store may take from its yes, or from the arrival of the goods, until a pickup is ready.',
  ),
  pickupStorageSeconds: policyField(
    aTime,
    259_200,
    'How long what is ready is kept for its buyer; then it goes back on sale and is refunded.',
  ),
  pickupExtensionSeconds: policyField(
    aTime,
    259_200,
    'How much longer it is kept when the store extends it, which it may once.',
  ),
  buyerChoiceSeconds: policyField(
    aTime,
    86_400,
    'How long a buyer whose store cannot serve the pickup may choose another store, delivery or cancellation; then ' +
      'what is open is cancelled.',
  ),
  transferSeconds: policyField(
    aTime,
    259_200,
    "How long goods may take from their supplier to the buyer's store; then the buyer is asked. Set it to the days " +
      'of the own transport.',
  ),
};

const parcels = {
  carrierChoice: policyField(
    { kind: 'choice', of: carrierChoices },
    'PREFERRED',
    'How a carrier is chosen once the location is: by price, by days, by the list of preferred ones, or by price ' +
      'and days alike.',
  ),
  preferredCarriers: policyField(
    { kind: 'list', of: { kind: 'key' }, least: 1, most: 50 },
    ['sandbox'],
    'Carriers in the order in which they are preferred; the first is asked also where none has quoted.',
  ),
  deliverySeconds: policyField(
    aTime,
    864_000,
    "Carrier days and margin: how long after the hand-over a parcel's silence asks for a person.",
  ),
  interceptSeconds: policyField(
    aTime,
    7200,
    'How long a location may answer, in its open time, whether a cancelled parcel can still be kept back.',
  ),
};

const afterwards = {
  refundBy: policyField(
    { kind: 'choice', of: ['BATON', 'CHANNEL'] },
    'BATON',
    'Who pays refunds: Baton asks the payment provider, or the channel does it and they are only recorded.',
  ),
  refundPendingSeconds: policyField(
    aTime,
    14_400,
    'How long a refund may be under way before finance is told; it is tried on.',
  ),
  autoConfirmDays: policyField(
    { kind: 'integer', min: 0, max: 365, unit: 'days' },
    0,
    'Days after which silence counts as the receipt; 0 completes an order when everything has arrived. Set it to ' +
      'the time that the platform gives its buyers.',
  ),
  subscriptions: policyField(
    { kind: 'list', of: { kind: 'choice', of: subscribable }, least: 0, most: 20 },
    [],
    'What the channel is told besides its orders: what it may sell, and alerts about stock.',
  ),
};

/** All fields by what they are about, in the order in which the documents have them. */
export const policySections = {
  'Taking an order in': intake,
  Offers: offers,
  'Ship-by': promise,
  'Pickup in a store': pickup,
  Parcels: parcels,
  Afterwards: afterwards,
};
export const policyFields = { ...intake, ...offers, ...promise, ...pickup, ...parcels, ...afterwards };

export type ChannelPolicy = { [Name in keyof typeof policyFields]: PolicyValue<(typeof policyFields)[Name]> };

/** What a channel has that decides nothing for itself. */
export const defaultPolicy = Object.fromEntries(
  Object.entries(policyFields).map(([name, { usual }]) => [name, usual]),
) as ChannelPolicy; // entries lose the types of their names
