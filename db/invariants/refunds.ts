import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order } from '../../domain/order/order.ts';
import { refundOwed } from '../../domain/steps/refunds.ts';
import { readOrder } from '../order/read-order.ts';
import type { Check, Violation } from './check.ts';
import type { FundAllocation } from '../../domain/pricing/fund-allocation.ts';

const batchSize = 500;

/**
 * I8, second half: of each share was asked back what is owed for the units that are refundable, no more than the share
 * and never less than is owed; only a refund by hand may make it more. Judged by the domain's own rule, so only orders
 * that have something to refund are loaded.
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
    ...order.fundAllocations.flatMap((share) => allocationMismatches(order, share)),
    ...order.refunds
      .filter((r) => r.lines.reduce((sum, l) => sum + l.amountMinor, 0) !== r.amountMinor)
      .map((r) => ({ subject: { refund: r.id }, detail: `is ${r.amountMinor}, its lines add up to something else` })),
  ];
}

function allocationMismatches(order: Order, share: FundAllocation): RefundMismatch[] {
  const refunds = order.refunds.filter((r) => r.lines.some((l) => l.shareId === share.id));
  const asked = refunds
    .flatMap((r) => r.lines)
    .filter((l) => l.shareId === share.id)
    .reduce((sum, l) => sum + l.amountMinor, 0);
  const captured = order.payments.some((p) => p.id === share.paymentId && p.status === 'CAPTURED');
  const owed = captured ? refundOwed(order, share) : 0;
  const byHand = refunds.some((r) => r.cause.startsWith('by hand'));
  const within =
    share.amountMinor < 0 ? asked <= 0 && asked >= share.amountMinor : asked >= 0 && asked <= share.amountMinor;
  const right = byHand ? captured && asked >= owed : asked === owed;
  if (within && right) return [];
  return [
    {
      subject: { share: share.id },
      detail: `of ${share.amountMinor} is owed back ${owed}, asked back ${asked}${byHand ? ', in part by hand' : ''}`,
    },
  ];
}
