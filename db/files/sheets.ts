// CSV definitions: table, columns from domain/setup, key, reference checks.
import type { EntitySchema } from '@mikro-orm/core';
import { sheetDeclarations, type SheetName } from '../../domain/setup/sheets.ts';
import type { Fields } from '../../domain/values/field.ts';
import { columnOf } from '../connection/row-codec.ts';
import { Location, Product, Stock } from '../schema/entities/stock.ts';

interface SheetTable {
  table: string;
  /** Properties of a row, and their columns in the same order. */
  names: string[];
  columns: string[];
  key: string[];
}
/**
 * `errorsSql` selects rows of `incoming` (line, columns) with a broken reference; `lockSql` locks the rows that it
 * reads; `write` writes the rows and returns `written`, the number of new or changed ones. `anew`: no row of this file
 * was written before.
 */
export interface Sheet extends SheetTable {
  lockSql?: string;
  errorsSql: string;
  write: (rows: string, of: { cause: string; anew: boolean }) => string;
}

/** The table of an entity with the columns of a declaration; a field that the entity lacks does not compile. */
function tableOf<Row extends object, F extends Fields>(
  { meta }: EntitySchema<Row>,
  { fields, key }: { fields: F & { [Name in Exclude<keyof F, keyof Row>]: never }; key: readonly (keyof F & string)[] },
): SheetTable {
  const names = Object.keys(fields);
  return { table: meta.tableName, names, columns: names.map(columnOf), key: key.map(columnOf) };
}

/** Inserts new rows and overwrites changed ones; equal rows are left alone. */
const upsert =
  ({ table, columns, key }: SheetTable) =>
  (rows: string): string => {
    const list = (prefix = ''): string => columns.map((c) => `${prefix}${c}`).join(', ');
    return `with written as (
        insert into ${table} (${list()})
        select ${list('r.')}
        from ${rows} r
        left join ${table} t using (${key.join(', ')})
        where (${list('t.')}) is distinct from (${list('r.')})
        order by ${key.join(', ')}
        on conflict (${key.join(', ')})
        do update set (${list()}) = row(${list('excluded.')})
        returning 1
      )
      select count(*)::int as written
      from written`;
  };

const product = tableOf(Product, sheetDeclarations.products);
const location = tableOf(Location, sheetDeclarations.locations);

const notYetCounted = (cause: string): string =>
  ` and not exists (select 1 from stock_ledger l where l.cause = ${cause} || r.location_id || '/' || r.sku)`;

/**
 * Writes counted stock: on hand is the count, in doubt becomes 0, and safety stays unless the file has it. Each change
 * is a ledger row whose cause names the file; `recounted` receives the earlier values.
 */
const countStock = (rows: string, { cause, anew }: { cause: string; anew: boolean }): string => `with counted as (
    insert into stock as s (sku, location_id, on_hand, reserved, safety, in_doubt, damaged)
    select r.sku, r.location_id, r.on_hand, 0, coalesce(r.safety, b.safety, 0), 0, 0
    from ${rows} r
    left join stock b using (sku, location_id)
    where (b.on_hand, b.safety, b.in_doubt) is distinct from (
      r.on_hand, coalesce(r.safety, b.safety, 0), 0
    )${anew ? '' : notYetCounted(cause)}
    order by r.sku, r.location_id
    on conflict (sku, location_id)
    do update set on_hand = excluded.on_hand, safety = excluded.safety, in_doubt = 0, moved_at = now()
    returning
    with (old as o, new as n) n.*, n.on_hand - coalesce(o.on_hand, 0) as change,
      n.in_doubt - coalesce(o.in_doubt, 0) as doubt, o.sku is not null as again
  ),
    recounts as (
      insert into recounted
      select sku, location_id, on_hand - change, in_doubt - doubt, on_hand
      from counted
      where again and (change <> 0 or doubt <> 0)
    ),
    booked as (
      insert into stock_ledger (
        cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after,
          safety_after, in_doubt_after, damaged_after
      )
      select ${cause} || location_id || '/' || sku, 'COUNT', location_id, sku, change, 0, doubt, 0, on_hand, reserved,
        safety, in_doubt, damaged
      from counted
      returning 1
    )
  select count(*)::int as written
  from booked`;

export const sheets: Record<SheetName, Sheet> = {
  stock: {
    ...tableOf(Stock, sheetDeclarations.stock),
    write: countStock,
    errorsSql: `select line, 'sku' as column, 'there is no product ' || sku as detail
      from incoming i
      where not exists (select 1 from product p where p.sku = i.sku)
      union all select line, 'locationId', 'there is no location ' || location_id
      from incoming i
      where not exists (select 1 from location l where l.id = i.location_id)`,
  },
  products: {
    ...product,
    errorsSql: 'select 0 as line, null as column, null as detail where false',
    write: upsert(product),
  },
  locations: {
    ...location,
    write: upsert(location),
    lockSql: 'select 1 from party where id in (select party_id from incoming) order by id for update',
    errorsSql: `select line, 'partyId' as column, 'there is no party ' || party_id as detail
      from incoming i
      where not exists (select 1 from party p where p.id = i.party_id)
      union all select line, 'dailyQuota',
        'the locations of party ' || party_id || ' would have ' || allotted || ' orders a day of its ' || p.daily_quota
      from (
        select i.line, i.party_id, i.daily_quota,
          sum(i.daily_quota) over (partition by i.party_id) + coalesce(
            (
              select sum(l.daily_quota)
              from location l
              where l.party_id = i.party_id and l.id not in (select id from incoming)
            ),
              0
          ) as allotted
        from incoming i) i
        join party p on p.id = i.party_id where i.daily_quota is not null and allotted > p.daily_quota`,
  },
};
