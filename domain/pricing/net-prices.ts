// Net prices of the lines and of shipping after the merchant's discounts: the columns that payments are spread over.
import { itemAt } from '../values/list.ts';
import { apportion, sum } from '../values/money.ts';
import type { Discount } from './totals.ts';

/** What of a line's price is its gift's: nothing, or its part by list prices. */
export const giftShares = ['NONE', 'BY_LIST_PRICE'] as const;
export type GiftShare = (typeof giftShares)[number];

export interface NetLine {
  id: string;
  quantity: number;
  unitPriceMinor: number;
  listPriceMinor: number;
  gift: boolean;
  giftForLineId: string | null;
}
export interface PricedOrder {
  lines: readonly NetLine[];
  discounts: readonly Discount[];
  shippingMinor: number;
  giftShare: GiftShare;
}
export interface NetPrices {
  lines: number[];
  shippingMinor: number;
}

/**
 * Net minor units per line (in the same order) and of shipping, none below 0. A line or shipping discount that exceeds
 * its target lowers the whole order, and what exceeds the goods lowers shipping. Gifts keep their own price unless the
 * policy gives them a part by list price.
 */
export function netPrices(order: PricedOrder): NetPrices {
  const own = order.lines.map((line) => amount(line, line.unitPriceMinor));
  const lineDiscounts = order.lines.map((line) =>
    sum(order.discounts.filter((discount) => names(discount, line)).map((discount) => discount.amountMinor)),
  );
  const taken = own.map((ownMinor, at) => Math.min(ownMinor, itemAt(lineDiscounts, at)));
  const shippingTaken = Math.min(
    order.shippingMinor,
    sum(order.discounts.filter((discount) => discount.scope === 'SHIPPING').map((discount) => discount.amountMinor)),
  );
  const rest = sum(order.discounts.map((discount) => discount.amountMinor)) - sum(taken) - shippingTaken;
  const lowered = lowerAll(subtract(own, taken), rest);
  const shippingMinor = Math.max(0, order.shippingMinor - shippingTaken - lowered.leftMinor);
  return { lines: order.giftShare === 'NONE' ? lowered.nets : withGifts(order.lines, lowered.nets), shippingMinor };
}

function lowerAll(nets: number[], discountMinor: number): { nets: number[]; leftMinor: number } {
  const possible = Math.min(discountMinor, sum(nets));
  if (possible === 0) return { nets, leftMinor: discountMinor };
  return { nets: subtract(nets, apportion(possible, nets)), leftMinor: discountMinor - possible };
}

/** A gift shares the net price of its paid line; a gift without one shares that of all paid lines. */
function withGifts(lines: readonly NetLine[], nets: number[]): number[] {
  const indexes = lines.map((_, at) => at);
  const paid = indexes.filter((at) => !lines[at]?.gift);
  const giftsOf = (id: string | null) => indexes.filter((at) => lines[at]?.gift && parentOf(lines, at) === id);
  const bundles = [
    ...paid.map((at) => ({ paid: [at], gifts: giftsOf(itemAt(lines, at).id) })),
    { paid, gifts: giftsOf(null) },
  ];
  return bundles.reduce((current, bundle) => shareBundle(lines, current, bundle), nets);
}

function shareBundle(lines: readonly NetLine[], nets: number[], bundle: { paid: number[]; gifts: number[] }): number[] {
  if (bundle.gifts.length === 0 || bundle.paid.length === 0) return nets;
  const netOf = (at: number) => itemAt(nets, at);
  const worth = (at: number) => listWorth(lines[at]);
  const total = sum([...bundle.paid, ...bundle.gifts].map(netOf));
  const [paidPart = 0, ...giftParts] = apportion(total, [sum(bundle.paid.map(worth)), ...bundle.gifts.map(worth)]);
  const paidParts = apportion(paidPart, bundle.paid.map(netOf), bundle.paid.map(worth));
  const shared = [...nets];
  bundle.paid.forEach((at, index) => {
    shared[at] = itemAt(paidParts, index);
  });
  bundle.gifts.forEach((at, index) => {
    shared[at] = itemAt(giftParts, index);
  });
  return shared;
}

function parentOf(lines: readonly NetLine[], at: number): string | null {
  const parent = lines.find((line) => line.id === lines[at]?.giftForLineId);
  return parent && !parent.gift ? parent.id : null;
}

const amount = (line: NetLine, priceMinor: number): number => sum([line.quantity * priceMinor]);
const listWorth = (line: NetLine | undefined): number =>
  line ? amount(line, Math.max(line.listPriceMinor, line.unitPriceMinor)) : 0;
const names = (discount: Discount, line: NetLine): boolean => discount.scope === 'LINE' && discount.lineId === line.id;
const subtract = (from: number[], what: number[]): number[] =>
  from.map((amountMinor, at) => amountMinor - itemAt(what, at));
