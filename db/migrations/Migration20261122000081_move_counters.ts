import { Migration } from '@mikro-orm/migrations';

/**
 * Quotas and stock of one message, moved by one call however many lines and parcels it has: one conditional write per counter and, of stock, one ledger row with a cause that can happen once.
 * Moves are made in the order in which they are given. Answers what was short, and then the caller must roll back; null when all is done.
 */
export class Migration20261122000081_move_counters extends Migration {
  override name = 'Migration20261122000081_move_counters';

  override up(): void {
    this.addSql(`create function move_counters(quotas jsonb, moves jsonb) returns text language plpgsql as $body$
    declare q record; m record; short text;
    begin
      for q in select * from jsonb_to_recordset(quotas) as q(subject text, period text, delta int, "limit" int) loop
        insert into quota_taken as t (subject, period, taken) select q.subject, q.period, q.delta where q."limit" is null or q."limit" > 0
          on conflict (subject, period) do update set taken = t.taken + excluded.taken where q."limit" is null or t.taken + excluded.taken <= q."limit";
        if not found then return 'the quota of ' || q.subject || ' in ' || q.period; end if;
      end loop;
      for m in select * from jsonb_to_recordset(moves) as m(kind text, sku text, "locationId" text, quantity int, cause text) loop
        short := move_stock(m.kind, m.sku, m."locationId", m.quantity, m.cause);
        if short is not null then return short; end if;
      end loop;
      return null;
    end $body$`);

    // A real hand-over is never refused for a counter: what was found is booked in first. What is in doubt or damaged is taken from what is not reserved. What arrives may be new to its location.
    this.addSql(`create function move_stock(what text, of_sku text, there text, units int, why text) returns text language plpgsql as $body$
    declare s stock; free int; hand int := 0; held int := 0; doubt int := 0; broken int := 0;
    begin
      if what in ('ARRIVAL', 'ARRIVAL_FREE') then insert into stock (location_id, sku, on_hand, reserved, safety, in_doubt, damaged) values (there, of_sku, 0, 0, 0, 0, 0) on conflict do nothing; end if;
      select * into s from stock where sku = of_sku and location_id = there for update;
      if not found and what in ('HAND_OVER', 'DISPATCH') then raise 'no stock row for % at %', of_sku, there; end if;
      free := greatest(s.on_hand - s.reserved, 0);
      if what = 'RESERVE' then
        if s.on_hand - s.reserved - s.safety >= units then held := units; else return of_sku || ' at ' || there; end if;
      elsif what = 'RELEASE' then held := -units;
      elsif what in ('RETURN', 'ARRIVAL_FREE') then hand := units;
      elsif what = 'ARRIVAL' then hand := units; held := units;
      elsif what = 'FOUND' then hand := units - s.on_hand;
      elsif what in ('HAND_OVER', 'DISPATCH') then
        if s.on_hand < units then perform move_stock('FOUND', of_sku, there, units, why || '/FOUND'); end if;
        hand := -units; held := -units;
      elsif what = 'IN_DOUBT' then doubt := least(units, free); hand := -doubt;
      elsif what = 'DAMAGED' then broken := least(units, free); hand := -broken;
      else raise 'stock knows no %', what;
      end if;
      if what in ('IN_DOUBT', 'DAMAGED') and free = 0 then return null; end if;
      with moved as (update stock set on_hand = on_hand + hand, reserved = reserved + held, in_doubt = in_doubt + doubt, damaged = damaged + broken, moved_at = now(), handed_over = handed_over - case when what in ('HAND_OVER', 'DISPATCH', 'ARRIVAL', 'ARRIVAL_FREE') then hand else 0 end
          where sku = of_sku and location_id = there returning *)
      insert into stock_ledger (cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after, safety_after, in_doubt_after, damaged_after)
        select why, what, location_id, sku, hand, held, doubt, broken, on_hand, reserved, safety, in_doubt, damaged from moved;
      return null;
    end $body$`);
  }

  override down(): void {
    this.addSql('drop function move_counters; drop function move_stock;');
  }
}
