import { sqlCheck } from './check.ts';

/** I1: every counter equals the sum of its ledger rows, and every ledger row has its own cause. */
export const stockIsItsLedger = sqlCheck({
  invariant: 'I1',
  of: 'ledger rows',
  count: 'select count(*) from stock_ledger',
  find: [
    {
      sql: `with booked as (
          select location_id, sku, sum(on_hand) as on_hand, sum(reserved) as reserved, sum(in_doubt) as in_doubt,
            sum(damaged) as damaged
          from stock_ledger
          group by location_id, sku
        )
        select jsonb_build_object('location', location_id, 'sku', sku) as subject,
          format(
            'onHand, reserved, inDoubt, damaged are %s, %s, %s, %s, the ledger says %s, %s, %s, %s', s.on_hand,
              s.reserved, s.in_doubt, s.damaged, b.on_hand, b.reserved, b.in_doubt, b.damaged
          ) as detail
        from stock s full join booked b using (location_id, sku)
        where (
          s.on_hand, s.reserved, s.in_doubt, s.damaged
        ) is distinct from (b.on_hand, b.reserved, b.in_doubt, b.damaged)`,
    },
    {
      sql: `select jsonb_build_object('location', location_id, 'sku', sku) as subject,
          format(
            'onHand %s, reserved %s, inDoubt %s, damaged %s: none may be below zero', on_hand, reserved, in_doubt,
              damaged
          ) as detail
        from stock where least(on_hand, reserved, in_doubt, damaged) < 0`,
    },
    {
      sql: `with gone as (
          select location_id, sku, -sum(on_hand) as units
          from stock_ledger
          where kind in ('HAND_OVER', 'DISPATCH', 'ARRIVAL', 'ARRIVAL_FREE')
          group by location_id, sku
        )
        select jsonb_build_object('location', location_id, 'sku', sku) as subject,
          format('%s counted as handed over, the ledger says %s', s.handed_over, coalesce(units, 0)) as detail
        from stock s left join gone using (location_id, sku) where s.handed_over <> coalesce(units, 0)`,
    },
    {
      sql: `select jsonb_build_object('cause', cause) as subject,
          format('%s ledger rows have one cause', count(*)) as detail
        from stock_ledger
        group by cause
        having count(*) > 1`,
    },
  ],
});

/**
 * I2: no reservation ever exceeded the stock above the safety stock of its moment, and no channel that can refuse has
 * sold more than its allocation; sales are counted from its orders.
 */
export const nothingOversold = sqlCheck({
  invariant: 'I2',
  of: 'reservations booked',
  count: "select count(*) from stock_ledger where kind = 'RESERVE'",
  find: [
    {
      sql: `select jsonb_build_object('location', location_id, 'sku', sku, 'cause', cause) as subject,
          format(
            'reserved with %s on hand, %s reserved and %s safety after it', on_hand_after, reserved_after, safety_after
          ) as detail
        from stock_ledger where kind = 'RESERVE' and on_hand_after - reserved_after - safety_after < 0`,
    },
    {
      sql: `select jsonb_build_object('channel', channel_id, 'sku', sku, 'order', order_id, 'line', line_id) as subject,
          format('sold with %s left for the channel after it', left_after) as detail
        from channel_sale where refuses and left_after < 0`,
    },
    {
      sql: `with counted as (
          select channel_id, sku, sum(units) as units
          from channel_sale
          where version = coalesce((select version from allotment where in_force), 0)
          group by channel_id, sku
        )
        select jsonb_build_object('channel', channel_id, 'sku', sku) as subject,
          format('%s counted as sold, its orders say %s', coalesce(s.sold, 0), coalesce(c.units, 0)) as detail
        from channel_sold s full
        join counted c using (channel_id, sku)
        where coalesce(s.sold, 0) <> coalesce(c.units, 0)`,
    },
    {
      sql: `select jsonb_build_object('channel', s.channel_id, 'order', s.order_id, 'line', s.line_id) as subject,
          format('%s counted as sold of %s ordered and %s cancelled', s.units, l.quantity, l.cancelled) as detail
        from channel_sale s left join order_line l on l.order_id = s.order_id and l.id = s.line_id
        where l.id is null or s.units > l.quantity - l.cancelled or s.units < l.quantity - l.cancelled - l.fulfilled`,
    },
  ],
});
