import { fulfillmentMoves, isBeforeHandOver, type FulfillmentStatus } from '../../domain/order/states.ts';
import { sqlList, sqlCheck } from './check.ts';

/** The states of an FO whose goods are still at its location, for SQL. */
export const beforeHandOver = sqlList((Object.keys(fulfillmentMoves) as FulfillmentStatus[]).filter(isBeforeHandOver));

/**
 * I3: every unit of a line is counted once: unrouted, at a location, fulfilled, or cancelled (re-shipped units apart);
 * in a closed order it has arrived or is refunded.
 */
export const quantitiesAddUp = sqlCheck({
  invariant: 'I3',
  of: 'order lines',
  count: 'select count(*) from order_line',
  find: [
    {
      sql: `with placed as (
          select l.order_id, l.line_id, sum(l.quantity)
            filter (where l.reservation = 'HELD' and f.status in (${beforeHandOver})) as at_locations, sum(l.quantity)
            filter (where l.reservation = 'COMMITTED') as gone
          from fulfillment_line l
          join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id
          where not f.reship
          group by l.order_id, l.line_id)
        select jsonb_build_object('order', o.order_id, 'line', o.id) as subject,
          format(
            '%s ordered, but %s unrouted, %s at locations, %s fulfilled (%s went out), %s cancelled', quantity,
              unrouted, coalesce(at_locations, 0), fulfilled, coalesce(gone, 0), cancelled
          ) as detail
        from order_line o left join placed p on p.order_id = o.order_id and p.line_id = o.id
        where quantity <> unrouted + coalesce(at_locations, 0) + fulfilled + cancelled or fulfilled <> coalesce(gone, 0)
          or refundable not between cancelled and quantity`,
    },
    {
      sql: `select jsonb_build_object('order', o.id, 'line', l.id) as subject,
          format('%s units wait for a location, but the order is closed', unrouted) as detail
        from order_line l join orders o on o.id = l.order_id where l.unrouted > 0 and o.closed_at is not null`,
    },
    {
      sql: `with arrived as (
          select l.order_id, l.line_id, sum(l.quantity) as units
          from fulfillment_line l
          join fulfillment_order f on f.order_id = l.order_id and f.id = l.fulfillment_order_id
          where l.reservation = 'COMMITTED' and f.status in ('DELIVERED', 'COLLECTED')
          group by l.order_id, l.line_id
        )
        select jsonb_build_object('order', o.order_id, 'line', o.id) as subject,
          format(
            'the order is closed: of %s units %s arrived and %s are refunded, the rest was dropped', quantity,
              coalesce(units, 0), refundable
          ) as detail
        from order_line o
        join orders on orders.id = o.order_id
        left join arrived a on a.order_id = o.order_id and a.line_id = o.id
        where orders.closed_at is not null and coalesce(units, 0) + refundable < quantity`,
    },
    {
      sql: `select jsonb_build_object('order', f.order_id, 'fulfillmentLine', f.id) as subject,
          format('serves %s of line %s, which has %s', f.sku, f.line_id, coalesce(l.sku, 'nothing')) as detail
        from fulfillment_line f
        left join order_line l on l.order_id = f.order_id and l.id = f.line_id
        where l.sku is distinct from f.sku`,
    },
  ],
});
