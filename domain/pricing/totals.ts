import { sum } from '../values/money.ts';

export const discountScopes = ['ORDER', 'LINE', 'SHIPPING'] as const;
/** A merchant discount as the channel states it; the positive amount lowers the price. */
export interface Discount {
  scope: (typeof discountScopes)[number];
  lineId?: string | null;
  amountMinor: number;
}
export interface PricedLine {
  quantity: number;
  unitPriceMinor: number;
}
export interface Totals {
  lines: readonly PricedLine[];
  discounts: readonly Discount[];
  shippingMinor: number;
  payments: readonly { amountMinor: number }[];
}

/** The value of the goods before discounts: quantity × unit price over all lines, in minor units. */
export function goodsMinor(lines: readonly PricedLine[]): number {
  return sum(lines.map((line) => line.quantity * line.unitPriceMinor));
}

/**
 * Payments over all fund sources minus (goods − merchant discounts + shipping): 0 when the order adds up, positive when
 * too much is paid.
 */
export function totalsDifference(totals: Totals): number {
  const discountMinor = sum(totals.discounts.map((discount) => discount.amountMinor));
  const owedMinor = sum([goodsMinor(totals.lines), -discountMinor, totals.shippingMinor]);
  return sum([...totals.payments.map((payment) => payment.amountMinor), -owedMinor]);
}
