// The allocation of payments to lines and shipping. It is decided once at intake and then frozen, as the base of every
// refund and of settlement.
import { itemAt } from '../values/list.ts';
import { apportion, sum } from '../values/money.ts';
import { netPrices, type GiftShare, type NetLine } from './net-prices.ts';
import type { Discount } from './totals.ts';
export type FrozenAllocation = Omit<FundAllocation, 'id'>;
export interface AllocationInput {
  lines: readonly NetLine[];
  discounts: readonly Discount[];
  shippingMinor: number;
  payments: readonly { id: string; fundSource: FundSource; amountMinor: number }[];
  giftShare: GiftShare;
}
type Column = Pick<FundAllocation, 'lineId' | 'kind'> & { amountMinor: number };

/**
 * Spreads every payment over lines and shipping: per payment the allocations add up to its amount, per line to its net
 * price, both exactly. An overpayment (or, negative, an underpayment) becomes allocations of kind ROUNDING. Allocations
 * of 0 are left out; without any payment there are none.
 */
export function freezeFundAllocations(intake: AllocationInput): FrozenAllocation[] {
  const paid = intake.payments.map((payment) => payment.amountMinor);
  if (sum(paid) === 0) return [];
  const columns = columnsOf(intake);
  const missing = Math.max(0, sum(columns.map((column) => column.amountMinor)) - sum(paid));
  const surplus = Math.max(0, sum(paid) - sum(columns.map((column) => column.amountMinor)));
  const missingParts = apportion(missing, paid);
  columns.push({ lineId: null, kind: 'ROUNDING', amountMinor: surplus });
  const table = spreadTable(
    paid.map((amountMinor, at) => amountMinor + itemAt(missingParts, at)),
    columns.map((column) => column.amountMinor),
  );
  return intake.payments
    .flatMap((payment, row) =>
      columns.map((column, at) => {
        const shortMinor = column.kind === 'ROUNDING' ? itemAt(missingParts, row) : 0;
        return {
          lineId: column.lineId,
          kind: column.kind,
          paymentId: payment.id,
          fundSource: payment.fundSource,
          amountMinor: itemAt(itemAt(table, row), at) - shortMinor,
        };
      }),
    )
    .filter((allocation) => allocation.amountMinor !== 0);
}

function columnsOf(intake: AllocationInput): Column[] {
  const nets = netPrices(intake);
  const lines = intake.lines.map((line, at): Column => ({
    lineId: line.id,
    kind: 'LINE',
    amountMinor: itemAt(nets.lines, at),
  }));
  return [...lines, { lineId: null, kind: 'SHIPPING', amountMinor: nets.shippingMinor }];
}

/**
 * Apportions row by row over the remainder of each column. A part never exceeds its column's remainder as long as the
 * row does not exceed their sum, and the last row takes exactly the rest: therefore rows and columns both add up. Both
 * lists must have the same sum.
 */
function spreadTable(rows: readonly number[], columns: readonly number[]): number[][] {
  let left = [...columns];
  return rows.map((row) => {
    const parts = row === 0 ? left.map(() => 0) : apportion(row, left);
    left = left.map((amountMinor, at) => amountMinor - itemAt(parts, at));
    return parts;
  });
}

export const fundSources = ['BUYER', 'PLATFORM_COUPON', 'POINTS', 'PAYMENT_DISCOUNT'] as const;
export type FundSource = (typeof fundSources)[number];

/** The amount that one fund source pays for one line, for shipping, or as the rounding difference; frozen at intake. */
export interface FundAllocation {
  id: string;
  lineId: string | null;
  kind: 'LINE' | 'SHIPPING' | 'ROUNDING';
  paymentId: string;
  fundSource: FundSource;
  amountMinor: number;
}
