// Who pays how much of what, decided once at intake and then frozen: the base of every refund and of settlement.
import { apportion, sum } from '../values/money.ts';
import { lineNets, type GiftShare, type IntakeLine } from './line-nets.ts';
import type { Discount } from './totals.ts';
export type FrozenAllocation = Omit<FundAllocation, 'id'>;
export interface Intake {
  lines: readonly IntakeLine[];
  discounts: readonly Discount[];
  shippingMinor: number;
  payments: readonly { id: string; fundSource: FundSource; amountMinor: number }[];
  giftShare: GiftShare;
}
type Column = Pick<FundAllocation, 'lineId' | 'kind'> & { amountMinor: number };

/**
 * Spreads every payment over lines and shipping: per payment the shares add up to its amount, per line to its net, both
 * exactly. What is paid too much (or, negative, too little) is shares named ROUNDING. Shares of 0 are left out; where
 * nothing is paid there are none.
 */
export function freezeFundAllocations(intake: Intake): FrozenAllocation[] {
  const paid = intake.payments.map((payment) => payment.amountMinor);
  if (sum(paid) === 0) return [];
  const columns = columnsOf(intake);
  const missing = Math.max(0, sum(columns.map((column) => column.amountMinor)) - sum(paid));
  const surplus = Math.max(0, sum(paid) - sum(columns.map((column) => column.amountMinor)));
  const missingParts = apportion(missing, paid);
  columns.push({ lineId: null, kind: 'ROUNDING', amountMinor: surplus });
  const table = spreadTable(
    paid.map((amountMinor, at) => amountMinor + (missingParts[at] ?? 0)),
    columns.map((column) => column.amountMinor),
  );
  return intake.payments
    .flatMap((payment, row) =>
      columns.map((column, at) => {
        const shortMinor = column.kind === 'ROUNDING' ? (missingParts[row] ?? 0) : 0;
        return {
          lineId: column.lineId,
          kind: column.kind,
          paymentId: payment.id,
          fundSource: payment.fundSource,
          amountMinor: (table[row]?.[at] ?? 0) - shortMinor,
        };
      }),
    )
    .filter((share) => share.amountMinor !== 0);
}

function columnsOf(intake: Intake): Column[] {
  const nets = lineNets(intake);
  const lines = intake.lines.map((line, at): Column => ({
    lineId: line.id,
    kind: 'LINE',
    amountMinor: nets.lines[at] ?? 0,
  }));
  return [...lines, { lineId: null, kind: 'SHIPPING', amountMinor: nets.shippingMinor }];
}

/**
 * Row by row over what the rows before have left of each column. A largest remainder never exceeds its weight while the
 * amount does not exceed the weights, and the last row takes exactly what is left: so both the row sums and the column
 * sums hold. Both lists must add up to the same.
 */
function spreadTable(rows: readonly number[], columns: readonly number[]): number[][] {
  let left = [...columns];
  return rows.map((row) => {
    const parts = row === 0 ? left.map(() => 0) : apportion(row, left);
    left = left.map((amountMinor, at) => amountMinor - (parts[at] ?? 0));
    return parts;
  });
}

export const fundSources = ['BUYER', 'PLATFORM_COUPON', 'POINTS', 'PAYMENT_DISCOUNT'] as const;
export type FundSource = (typeof fundSources)[number];

/** What one fund source pays of one line (or of shipping, or the rounding difference): frozen at intake. */
export interface FundAllocation {
  id: string;
  lineId: string | null;
  kind: 'LINE' | 'SHIPPING' | 'ROUNDING';
  paymentId: string;
  fundSource: FundSource;
  amountMinor: number;
}
