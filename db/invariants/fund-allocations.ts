import { sqlCheck } from './check.ts';

/**
 * I8, first half: the fund allocations add up to the order's amounts, per payment and fund source, and over goods and
 * shipping.
 */
export const fundAllocationsAddUp = sqlCheck({
  invariant: 'I8',
  of: 'fund allocations',
  count: 'select count(*) from fund_allocation',
  find: [
    {
      sql: `with shared as (
          select order_id, payment_id, fund_source, sum(amount_minor) as amount
          from fund_allocation
          group by order_id, payment_id, fund_source
        )
        select jsonb_build_object(
          'order', coalesce(p.order_id, s.order_id), 'payment', coalesce(p.id, s.payment_id), 'fundSource',
            coalesce(p.fund_source, s.fund_source)
        ) as subject,
          format(
            'the payment is %s, its fund allocations add up to %s', coalesce(p.amount_minor, 0), coalesce(s.amount, 0)
          ) as detail
        from payment p full
        join shared s on p.order_id = s.order_id and p.id = s.payment_id and p.fund_source = s.fund_source
        where coalesce(p.amount_minor, 0) <> coalesce(s.amount, 0)`,
    },
    {
      sql: `with shared as (
          select order_id, sum(amount_minor) filter (where kind <> 'ROUNDING') as amount
          from fund_allocation
          group by order_id
        )
        select jsonb_build_object('order', o.id) as subject,
          format(
            'goods, discounts and shipping make %s, their fund allocations %s',
              greatest(0, goods_minor - discount_minor + shipping_minor), coalesce(s.amount, 0)
          ) as detail
        from shared s
        join orders o on o.id = s.order_id
        where coalesce(s.amount, 0) <> greatest(0, goods_minor - discount_minor + shipping_minor)`,
    },
    {
      sql: `select jsonb_build_object('order', s.order_id, 'fundAllocation', s.id) as subject,
          format('is of line %s, which is not there', s.line_id) as detail
        from fund_allocation s
        left join order_line l on l.order_id = s.order_id and l.id = s.line_id
        where s.kind = 'LINE' and l.id is null`,
    },
  ],
});
