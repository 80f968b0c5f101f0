import { sqlCheck } from './check.ts';

const closedBeforeHandOver = "('CANCELLED', 'REROUTED')";

/**
 * I11: goods are collected against exactly one redeemed code; an FO that was closed before hand-over has no valid code
 * and no valid label.
 */
export const codesAndLabelsEnd = sqlCheck({
  invariant: 'I11',
  of: 'pickup codes and waybills',
  count: 'select (select count(*) from pickup_code) + (select count(*) from waybill)',
  find: [
    {
      sql: `with redeemed as (
          select order_id, fulfillment_order_id as id, count(*) as codes
          from pickup_code
          where status = 'REDEEMED'
          group by order_id, fulfillment_order_id
        )
        select jsonb_build_object('order', order_id, 'fulfillmentOrder', id) as subject,
          format('is %s with %s redeemed codes', coalesce(f.status, 'not there'), coalesce(r.codes, 0)) as detail
        from fulfillment_order f full
        join redeemed r using (order_id, id)
        where coalesce(r.codes, 0) <> case when f.status = 'COLLECTED' then 1 else 0 end`,
    },
    {
      sql: `select jsonb_build_object('order', order_id, 'code', id) as subject,
          format('was tried %s times', tries) as detail
        from pickup_code
        where tries > 5`,
    },
    {
      sql: `select jsonb_build_object('order', c.order_id, 'code', c.id) as subject,
          format('is ACTIVE while its fulfillment order is %s', coalesce(f.status, 'not there')) as detail
        from pickup_code c
        left join fulfillment_order f on f.order_id = c.order_id and f.id = c.fulfillment_order_id
        where c.status = 'ACTIVE' and f.status is distinct from 'READY_FOR_PICKUP'`,
    },
    {
      sql: `select jsonb_build_object('order', w.order_id, 'waybill', w.id) as subject,
          format('is %s, but its fulfillment order is %s and the order %s', w.status, f.status, o.status) as detail
        from waybill w
        join fulfillment_order f on f.order_id = w.order_id and f.id = w.fulfillment_order_id
        join orders o on o.id = w.order_id
        where f.status in ${closedBeforeHandOver}
          and (w.status = 'CREATED' or (w.status in ('REQUESTED', 'VOIDING') and o.closed_at is not null)
          or (
            w.status = 'HANDED_OVER'
              and not exists (
                select 1
                from attention a
                where a.order_id = w.order_id and a.subject_id = f.id and a.reason = 'VOID_FAILED'
              )
          ))`,
    },
  ],
});
