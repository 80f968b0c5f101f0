import { sqlCheck } from './check.ts';

const refunded = `select order_id, payment_id, sum(amount_minor) as asked, sum(amount_minor)
    filter (where status in ('SUCCEEDED', 'SETTLED_OUTSIDE')) as paid
  from refund
  group by order_id, payment_id`;

/**
 * I9: a payment refunds no more than it captured; a cancelled order refunds everything, and a closed order has no
 * refund under way.
 */
export const refundsStayWithinCaptures = sqlCheck({
  invariant: 'I9',
  of: 'payments',
  count: 'select count(*) from payment',
  find: [
    {
      sql: `select jsonb_build_object('order', r.order_id, 'payment', r.payment_id) as subject,
          format('%s asked back, %s captured', r.asked, coalesce(p.captured_minor, 0)) as detail
        from (${refunded}) r
        left join payment p on p.order_id = r.order_id and p.id = r.payment_id
        where r.asked > coalesce(p.captured_minor, 0)`,
    },
    {
      sql: `select jsonb_build_object('order', order_id, 'payment', id) as subject,
          format('is %s of %s with %s captured', status, amount_minor, captured_minor) as detail
        from payment where captured_minor <> case when status = 'CAPTURED' then amount_minor else 0 end`,
    },
    {
      sql: `select jsonb_build_object('order', p.order_id, 'payment', p.id) as subject,
          format('the order is CANCELLED, %s captured, %s refunded', p.captured_minor, coalesce(r.paid, 0)) as detail
        from orders o
        join payment p on p.order_id = o.id
        left join (${refunded}) r on r.order_id = p.order_id and r.payment_id = p.id
        where o.status = 'CANCELLED' and coalesce(r.paid, 0) <> p.captured_minor`,
    },
    {
      sql: `select jsonb_build_object('order', r.order_id, 'refund', r.id) as subject,
          format('is %s, but the order is %s', r.status, o.status) as detail
        from refund r
        join orders o on o.id = r.order_id
        where (o.status in ('COMPLETED', 'CANCELLED') or o.closed_at is not null)
          and r.status not in ('SUCCEEDED', 'SETTLED_OUTSIDE')`,
    },
  ],
});
