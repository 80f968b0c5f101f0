// The policy of a channel as data; each field is declared once, here. All durations are in seconds, so that a demo
// differs from a real shop in its data only.
import { carrierChoices } from '../carriers/choice.ts';
import { alertKinds } from '../inventory/alerts.ts';
import { giftShares } from '../pricing/net-prices.ts';
import { duration, positiveDuration, policyField, type PolicyValue } from './policy-field.ts';

/** What a channel subscribes to besides its orders: availability, and stock alerts by kind. */
export const subscribable = ['AVAILABILITY', ...alertKinds] as const;

const intake = {
  country: policyField(
    { kind: 'country' },
    'CN',
    'The country of addresses that name none. It decides whether an address needs a province: one in Germany does ' +
      'not, one in China does.',
  ),
  totalsToleranceMinor: policyField(
    { kind: 'amount' },
    0,
    'The difference between the payments and goods − discounts + shipping that intake accepts without the finding ' +
      'TOTALS_MISMATCH. Raise it for a channel that rounds every line by itself.',
  ),
  onFinding: policyField(
    { kind: 'choice', of: ['HOLD', 'REFUSE'] },
    'HOLD',
    'The action of intake for an order that is readable but wrong: accept and hold it, or refuse it. Choose ' +
      'REFUSE for your own checkout, which can still tell its buyer.',
  ),
  onShortage: policyField(
    { kind: 'choice', of: ['HOLD', 'REFUSE'] },
    'HOLD',
    'The action of intake for an order of more than the channel may sell: accept it and wait for stock, or refuse ' +
      'it. Choose REFUSE for your own checkout; an order of a marketplace is already sold.',
  ),
  giftShare: policyField(
    { kind: 'choice', of: giftShares },
    'NONE',
    'The part of the price that a gift carries: none, or by list prices. With BY_LIST_PRICE a refund is smaller ' +
      'when the buyer keeps the gift.',
  ),
  audit: policyField(
    { kind: 'audit' },
    [
      { rule: 'PAYMENT_PENDING', dueSeconds: 86_400, dueAction: 'CANCEL' },
      { rule: 'TOTALS_MISMATCH' },
      { rule: 'OTHER_CURRENCY' },
      { rule: 'UNKNOWN_SKU' },
      { rule: 'UNKNOWN_STORE' },
      { rule: 'ADDRESS_INCOMPLETE' },
      { rule: 'ADDRESS_UNREACHABLE' },
      { rule: 'BUYER_BLOCKED' },
    ],
    'The rules that check an order before routing, in this order. A finding holds the order until a person ' +
      'releases it or until dueSeconds have passed and dueAction is taken. Add rules with limits for orders that ' +
      'you want to see first.',
  ),
};

const offers = {
  offerSeconds: policyField(
    positiveDuration,
    1800,
    'The time that a location has to answer an offer, in its open hours. Shorten it when stores answer fast; an ' +
      'order that is due sooner gets a shorter offer by itself.',
  ),
  minOfferSeconds: policyField(
    positiveDuration,
    300,
    'The shortest time of an offer, also when the order is due sooner.',
  ),
  maxOffers: policyField(
    { kind: 'integer', min: 1, max: 100, unit: 'offers' },
    5,
    'The number of locations that are asked for a line before an operator decides. Raise it for many small ' +
      'stores.',
  ),
  exclusionSeconds: policyField(
    positiveDuration,
    86_400,
    'The time for which a location that rejected a line, or did not answer, is not asked for it again.',
  ),
  pauseAfterExpiries: policyField(
    { kind: 'integer', min: 1, max: 1000, unit: 'offers' },
    3,
    'The number of consecutive offers without an answer that pauses a location until it answers or is resumed.',
  ),
  handlingSeconds: policyField(
    duration,
    7200,
    'The time that a location needs between acceptance and hand-over: offers end, reminders are due and orders ' +
      'count as at risk this much earlier than ship-by.',
  ),
};

const promise = {
  shipBySeconds: policyField(
    positiveDuration,
    172_800,
    'The time from receipt to ship-by, unless the channel gives an instant, a campaign applies or there is a ' +
      'calendar.',
  ),
  calendar: policyField(
    { kind: 'calendar' },
    null,
    'Cut-off, departure, weekdays and holidays, by which ship-by is counted in working days. Set it when a ' +
      'carrier collects once a day.',
  ),
  handlingDays: policyField(
    { kind: 'integer', min: 0, max: 30, unit: 'working days' },
    0,
    'The working days between the day for which an order counts and the day on which it leaves, by the calendar.',
  ),
  campaigns: policyField(
    { kind: 'campaigns' },
    [],
    'Periods with another ship-by, for example a sales festival; the first that contains the time of the order ' +
      'applies.',
  ),
  sameDaySeconds: policyField(
    positiveDuration,
    14_400,
    'The time from receipt to ship-by of a same-day order without a slot, or whose slot has begun.',
  ),
  sameDayFallback: policyField(
    { kind: 'choice', of: ['NEXT_DAY', 'NONE'] },
    'NONE',
    'The action for a same-day order that no location can serve today: delivery on the next day, or the decision ' +
      'of an operator.',
  ),
};

const pickup = {
  readyBySeconds: policyField(
    positiveDuration,
    14_400,
    'The time that a store has from acceptance, or from the arrival of the goods, until a pickup is ready.',
  ),
  pickupStorageSeconds: policyField(
    positiveDuration,
    259_200,
    'The time that a ready pickup is kept for its buyer; then it goes back on sale and is refunded.',
  ),
  pickupExtensionSeconds: policyField(
    positiveDuration,
    259_200,
    'The additional storage time when the store extends the pickup, which it may do once.',
  ),
  buyerChoiceSeconds: policyField(
    positiveDuration,
    86_400,
    'The time that a buyer whose store cannot serve the pickup has to choose another store, delivery or ' +
      'cancellation; then the open quantities are cancelled.',
  ),
  transferSeconds: policyField(
    positiveDuration,
    259_200,
    "The time that goods may take from their supplier to the buyer's store; then the buyer is asked. Set it to " +
      'the days of your own transport.',
  ),
};

const parcels = {
  carrierChoice: policyField(
    { kind: 'choice', of: carrierChoices },
    'PREFERRED',
    'The rule that chooses a carrier once the location is known: by price, by days, by the list of preferred ' +
      'carriers, or by price and days with the same weight.',
  ),
  preferredCarriers: policyField(
    { kind: 'list', of: { kind: 'key' }, least: 1, most: 50 },
    ['sandbox'],
    'Carriers in the order of preference; the first is also asked for a label when no carrier has quoted.',
  ),
  deliverySeconds: policyField(
    positiveDuration,
    864_000,
    "The carrier's days plus a margin: a parcel without an event for this time after hand-over raises attention.",
  ),
  interceptSeconds: policyField(
    positiveDuration,
    7200,
    'The time that a location has to answer an intercept, in its open hours.',
  ),
};

const afterwards = {
  refundBy: policyField(
    { kind: 'choice', of: ['BATON', 'CHANNEL'] },
    'BATON',
    'The payer of refunds: Baton asks the payment provider, or the channel pays and Baton only records.',
  ),
  refundPendingSeconds: policyField(
    positiveDuration,
    14_400,
    'The time that a refund may be pending before finance gets an attention; its retries continue.',
  ),
  autoConfirmDays: policyField(
    { kind: 'integer', min: 0, max: 365, unit: 'days' },
    0,
    'The days without an answer after which the receipt counts as confirmed; 0 completes an order on arrival. Set ' +
      'it to the period of the platform.',
  ),
  subscriptions: policyField(
    { kind: 'list', of: { kind: 'choice', of: subscribable }, least: 0, most: 20 },
    [],
    'Notices that the channel gets besides those of its orders: availability, and stock alerts by kind.',
  ),
};

/** All fields by subject, in the order of the documents. */
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

/** The policy of a channel that sets no field. */
export const defaultPolicy = Object.fromEntries(
  Object.entries(policyFields).map(([name, { defaultValue }]) => [name, defaultValue]),
) as ChannelPolicy; // entries lose the types of their names
