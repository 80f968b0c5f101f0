import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order } from '../../domain/order/order.ts';
import { refundOwed } from '../../domain/steps/refunds.ts';
import { readOrder } from '../order/read-order.ts';
import type { Check, Violation } from './check.ts';
import type { FundAllocation } from '../../domain/pricing/fund-allocation.ts';

const batchSize = 500;

/**
 * I8, second half: the refunds of each fund allocation equal the amount due for its refundable units; only a refund by
 * hand may exceed it, up to the allocation. The domain's own rule computes the amount, so that only orders with
 * refundable units are loaded.
 */
export const refundsMatchFundAllocations: Check = async (em) => {
  const violations: Violation[] = [];
  let rows = 0;
  for await (const id of ordersWithRefunds(em)) {
    const loaded = await readOrder(em, id);
    if (!loaded) continue;
    rows += 1;
    violations.push(
      ...refundMismatches(loaded.order).map(({ subject, detail }): Violation => ({
        invariant: 'I8',
        subject: { order: id, ...subject },
        detail,
      })),
    );
  }
  return { invariant: 'I8', rows, of: 'orders with refunds', violations };
};

async function* ordersWithRefunds(em: EntityManager): AsyncGenerator<string> {
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const rows = await em.execute<{ id: string }[]>(
      `select o.id
        from orders o
        where o.id > ?::uuid
          and (
            exists (select 1 from refund r where r.order_id = o.id)
              or exists (select 1 from order_line l where l.order_id = o.id and l.refundable > 0)
          )
       order by o.id limit ?`,
      [after, batchSize],
    );
    const last = rows.at(-1);
    if (!last) return;
    yield* rows.map((row) => row.id);
    after = last.id;
  }
}

interface RefundMismatch {
  subject: Record<string, string>;
  detail: string;
}

function refundMismatches(order: Order): RefundMismatch[] {
  return [
    ...order.fundAllocations.flatMap((allocation) => allocationMismatches(order, allocation)),
    ...order.refunds
      .filter((r) => r.lines.reduce((sum, l) => sum + l.amountMinor, 0) !== r.amountMinor)
      .map((r) => ({ subject: { refund: r.id }, detail: `is ${r.amountMinor}, its lines add up to something else` })),
  ];
}

function allocationMismatches(order: Order, allocation: FundAllocation): RefundMismatch[] {
  const refunds = order.refunds.filter((r) => r.lines.some((l) => l.shareId === allocation.id));
  const asked = refunds
    .flatMap((r) => r.lines)
    .filter((l) => l.shareId === allocation.id)
    .reduce((sum, l) => sum + l.amountMinor, 0);
  const captured = order.payments.some((p) => p.id === allocation.paymentId && p.status === 'CAPTURED');
  const owed = captured ? refundOwed(order, allocation) : 0;
  const byHand = refunds.some((r) => r.cause.startsWith('by hand'));
  const within =
    allocation.amountMinor < 0
      ? asked <= 0 && asked >= allocation.amountMinor
      : asked >= 0 && asked <= allocation.amountMinor;
  const right = byHand ? captured && asked >= owed : asked === owed;
  if (within && right) return [];
  return [
    {
      subject: { fundAllocation: allocation.id },
      detail:
        `of ${allocation.amountMinor} a refund of ${owed} is due, ${asked} is requested` +
        (byHand ? ', in part by hand' : ''),
    },
  ];
}
