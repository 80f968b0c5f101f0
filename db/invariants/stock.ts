import { sqlCheck } from './check.ts';

/** I1: every counter is what its ledger adds up to, and every ledger row happened once. */
export const stockIsItsLedger = sqlCheck({
  invariant: 'I1', of: 'ledger rows', count: 'select count(*) from stock_ledger',
  find: [
    {
      sql: `with booked as (select location_id, sku, sum(on_hand) as on_hand, sum(reserved) as reserved, sum(in_doubt) as in_doubt, sum(damaged) as damaged from stock_ledger group by location_id, sku)
        select jsonb_build_object('location', location_id, 'sku', sku) as subject,
          format('onHand, reserved, inDoubt, damaged are %s, %s, %s, %s, the ledger says %s, %s, %s, %s', s.on_hand, s.reserved, s.in_doubt, s.damaged, b.on_hand, b.reserved, b.in_doubt, b.damaged) as detail
        from stock s full join booked b using (location_id, sku)
        where (s.on_hand, s.reserved, s.in_doubt, s.damaged) is distinct from (b.on_hand, b.reserved, b.in_doubt, b.damaged)`,
    },
    {
      sql: `select jsonb_build_object('location', location_id, 'sku', sku) as subject, format('onHand %s, reserved %s, inDoubt %s, damaged %s: none may be below zero', on_hand, reserved, in_doubt, damaged) as detail
        from stock where least(on_hand, reserved, in_doubt, damaged) < 0`,
    },
    { sql: `select jsonb_build_object('cause', cause) as subject, format('%s ledger rows have one cause', count(*)) as detail from stock_ledger group by cause having count(*) > 1` },
  ],
});

/** I2: nothing was ever reserved that was not there above the safety stock of that moment. Shares of channels come with their issue. */
export const nothingOversold = sqlCheck({
  invariant: 'I2', of: 'reservations booked', count: "select count(*) from stock_ledger where kind = 'RESERVE'",
  find: [{
    sql: `select jsonb_build_object('location', location_id, 'sku', sku, 'cause', cause) as subject,
        format('reserved with %s on hand, %s reserved and %s safety after it', on_hand_after, reserved_after, safety_after) as detail
      from stock_ledger where kind = 'RESERVE' and on_hand_after - reserved_after - safety_after < 0`,
  }],
});
