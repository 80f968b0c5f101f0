import { sqlCheck } from './check.ts';
import { beforeHandOver } from './quantities.ts';

const afterHandOver = "'SHIPPED', 'DELIVERED', 'COLLECTED', 'RETURNING', 'RETURNED', 'LOST', 'WRITTEN_OFF'";

/**
 * I4: goods at a location for an order are reserved there exactly once, goods on their way are on a transfer, goods
 * that have left are committed, and nothing else is reserved.
 */
export const reservationsHold = sqlCheck({
  invariant: 'I4',
  of: 'fulfillment lines',
  count: 'select count(*) from fulfillment_line',
  find: [
    {
      sql: `with held as (
          select f.location_id, l.sku, sum(l.quantity) as held
          from fulfillment_line l
          join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id
          where l.reservation = 'HELD' and f.status <> 'IN_TRANSIT'
          group by f.location_id, l.sku
        )
        select jsonb_build_object('location', location_id, 'sku', sku) as subject,
          format(
            '%s reserved in stock, %s held by fulfillment orders', coalesce(s.reserved, 0), coalesce(held, 0)
          ) as detail
        from stock s full
        join held h using (location_id, sku)
        where coalesce(s.reserved, 0) <> coalesce(held, 0)`,
    },
    {
      sql: `select jsonb_build_object(
          'order', f.order_id, 'fulfillmentOrder', f.id, 'fulfillmentLine', l.id
        ) as subject,
          format('is %s while its fulfillment order is %s', l.reservation, f.status) as detail
        from fulfillment_line l join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id
        where (l.reservation = 'HELD') > (f.status in (${beforeHandOver}))
          or (l.reservation = 'COMMITTED') > (f.status in (${afterHandOver}))`,
    },
    {
      sql: `select jsonb_build_object('order', f.order_id, 'fulfillmentOrder', f.id) as subject,
          format('is %s, but no line of it is reserved or has left', f.status) as detail
        from fulfillment_order f where f.status in (${beforeHandOver}, ${afterHandOver})
          and not exists (
            select 1
            from fulfillment_line l
            where l.order_id = f.order_id and l.fulfillment_order_id = f.id and l.reservation in ('HELD', 'COMMITTED')
          )`,
    },
    {
      sql: `with sent as (
          select t.id, t.to_location_id, s.sku, sum(s.sent) as sent
          from transfer t
          cross join lateral jsonb_to_recordset(t.lines) as s(sku text, sent int)
          where t.status = 'IN_TRANSIT'
          group by t.id, t.to_location_id, s.sku
        )
        select jsonb_build_object('order', f.order_id, 'fulfillmentOrder', f.id, 'sku', l.sku) as subject,
          format('%s on their way, but the transfer has %s', sum(l.quantity), coalesce(max(s.sent), 0)) as detail
        from fulfillment_order f
        join fulfillment_line l on l.order_id = f.order_id and l.fulfillment_order_id = f.id and l.reservation = 'HELD'
        left join sent s on s.id = f.order_id || '-' || f.id and s.to_location_id = f.location_id and s.sku = l.sku
        where f.status = 'IN_TRANSIT'
        group by f.order_id, f.id, l.sku
        having sum(l.quantity) > coalesce(max(s.sent), 0)`,
    },
    {
      sql: `select jsonb_build_object(
          'order', order_id, 'fulfillmentOrder', fulfillment_order_id, 'line', line_id
        ) as subject,
          format('is reserved %s times', count(*)) as detail
        from fulfillment_line
        where reservation = 'HELD'
        group by order_id, fulfillment_order_id, line_id
        having count(*) > 1`,
    },
  ],
});
