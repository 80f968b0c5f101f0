import { Migration } from '@mikro-orm/migrations';

/** Credit scores. record_performance is a function, because an accept must not pay for more than one short call. */
export class Migration20261122000030_credit extends Migration {
  override name = 'Migration20261122000030_credit';

  override up(): void {
    this.addSql(
      `create table "credit_policy" ("id" int not null, "base" int not null, "half_life_days" int not null, "weights" jsonb not null, primary key ("id"));`,
    );
    this.addSql(`alter table "credit_policy" add constraint "credit_policy_one_ck" check (id = 1);`);
    this.addSql(`insert into "credit_policy" values (1, 80, 30, '{}');`);
    this.addSql(
      `create table "credit_entry" ("order_id" uuid not null, "cause" varchar(200) not null, "location_id" varchar(80) not null, "event" varchar(40) not null, "weight" double precision not null, "at" timestamptz not null, primary key ("order_id", "cause", "location_id", "event"));`,
    );
    this.addSql(`comment on column "credit_entry"."cause" is 'the message that revealed it';`);
    this.addSql(`comment on column "credit_entry"."weight" is 'points, as of then';`);
    this.addSql(`create index "credit_entry_location_id_at_index" on "credit_entry" ("location_id", "at");`);
    this.addSql(
      `create table "credit" ("location_id" varchar(80) not null, "points" double precision not null, "at" timestamptz not null, primary key ("location_id"));`,
    );

    this.addSql(`create function credit_worth(points double precision, earned timestamptz, seen timestamptz, half_life_days int) returns double precision language sql immutable as $body$
      select points * power(0.5, extract(epoch from seen - earned)::double precision / (86400 * half_life_days)) $body$;`);
    this.addSql(`create function credit_score(wanted text) returns double precision language sql stable as $body$
      select least(100, greatest(0, p.base + coalesce((select credit_worth(c.points, c.at, now(), p.half_life_days) from credit c where c.location_id = wanted), 0))) from credit_policy p $body$;`);
    this.addSql(`create function record_performance(location text, what text, usual double precision, of_order uuid, message text, pause_after int, back_at timestamptz) returns void language plpgsql as $body$
    declare rules credit_policy; counts double precision;
    begin
      select * into rules from credit_policy;
      counts := coalesce((rules.weights ->> what)::double precision, usual);
      insert into credit_entry values (of_order, message, location, what, counts, now());
      insert into credit as c values (location, counts, now())
        on conflict (location_id) do update set points = credit_worth(c.points, c.at, excluded.at, rules.half_life_days) + excluded.points, at = excluded.at;
      if what = 'EXPIRED' then
        update location l set expiries_in_a_row = l.expiries_in_a_row + 1, paused_until = case when l.expiries_in_a_row + 1 >= pause_after then 'infinity' else l.paused_until end,
          pause_reason = case when l.expiries_in_a_row + 1 >= pause_after then 'ASLEEP' else l.pause_reason end where l.id = location;
      elsif what in ('ACCEPTED', 'REJECTED', 'REJECTED_HONESTLY', 'CLOSED_NOW', 'GAVE_UP') then
        update location l set expiries_in_a_row = 0, paused_until = case when l.pause_reason = 'ASLEEP' then null else l.paused_until end, pause_reason = nullif(l.pause_reason, 'ASLEEP')
          where l.id = location and (l.expiries_in_a_row > 0 or l.pause_reason = 'ASLEEP');
      end if;
      if back_at is not null then
        update location l set paused_until = back_at, pause_reason = 'CLOSED' where l.id = location;
      end if;
    end $body$;`);
  }

  override down(): void {
    this.addSql('drop function record_performance; drop function credit_score; drop function credit_worth;');
    this.addSql('drop table "credit", "credit_entry", "credit_policy";');
  }
}
