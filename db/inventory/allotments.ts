// Versions of allocation rules: each is immutable, one at a time is in force.
import { raw } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { ruleErrors, type SetupError } from '../../domain/inventory/setup-errors.ts';
import type { AllocationRule } from '../../domain/inventory/allocation-rules.ts';
import { AllocationBaseline, Allotment, ChannelSold } from '../schema/entities/pool.ts';
import { resetWatch } from './changes.ts';
import { lockChannels, lockRules } from './locks.ts';

export interface AllotmentRow {
  version: number;
  note: string;
  createdAt: string;
  createdBy: string;
  inForce: boolean;
  activatedAt: string | null;
  rules: AllocationRule[];
}

/** Saves a set of rules as the next version, not in force yet; returns its errors instead when there are any. */
export async function saveRules(
  em: EntityManager,
  { rules, note, by }: { rules: AllocationRule[]; note: string; by: string },
): Promise<{ version: number } | { faults: SetupError[] }> {
  const faults = await errorsInRules(em, rules);
  if (faults.length > 0) return { faults };
  const version = await em.insert(Allotment, { rules, channels: channelsIn(rules), note, createdBy: by });
  return { version };
}

const channelsIn = (rules: AllocationRule[]): string[] => [
  ...new Set(rules.flatMap((r) => r.allocations.map((a) => a.channelId))),
];

/** Returns the errors of rules against the current warehouses, channels and products. */
export async function errorsInRules(em: EntityManager, rules: AllocationRule[]): Promise<SetupError[]> {
  const list = (values: (string | null)[]): string => JSON.stringify([...new Set(values)]);
  const known = (table: string, column: string): string =>
    `(
        select coalesce(jsonb_agg(distinct ${column}), '[]')
        from ${table}
        where ${column} in (select jsonb_array_elements_text(?::jsonb))
      )`;
  const [row] = await em.execute<{ warehouses: string[]; skus: string[]; categories: string[]; channels: string[] }[]>(
    `select ${known('logical_warehouse', 'id')} as warehouses, ${known('product', 'sku')} as skus,
        ${known('product', 'category')} as categories, ${known('channel', 'id')} as channels`,
    [
      list(rules.map((r) => r.warehouseId)),
      list(rules.map((r) => r.sku)),
      list(rules.map((r) => r.category)),
      list(channelsIn(rules)),
    ],
  );
  if (!row) throw new Error('the database answered nothing');
  return ruleErrors(rules, {
    warehouses: new Set(row.warehouses),
    skus: new Set(row.skus),
    categories: new Set(row.categories),
    channels: new Set(row.channels),
  });
}

const summary = ['version', 'note', 'createdAt', 'createdBy', 'inForce', 'activatedAt'] as const;

/** Versions, newest first; `before` is the version after which a page begins. */
export async function listAllotments(
  em: EntityManager,
  { before, limit }: { before: number | null; limit: number },
): Promise<Omit<AllotmentRow, 'rules'>[]> {
  const rows = await em.find(Allotment, before === null ? {} : { version: { $lt: before } }, {
    fields: summary,
    orderBy: { version: 'desc' },
    limit: limit + 1,
  });
  return rows.map(({ version, note, createdAt, createdBy, inForce, activatedAt }) => ({
    version,
    note,
    createdAt,
    createdBy,
    inForce,
    activatedAt,
  }));
}

/** One version with its rules. */
export async function readAllotment(em: EntityManager, version: number): Promise<AllotmentRow | null> {
  const found = await em.findOne(Allotment, { version });
  if (!found) return null;
  const { note, createdAt, createdBy, inForce, activatedAt, rules } = found;
  return { version, note, createdAt, createdBy, inForce, activatedAt, rules };
}

/**
 * Puts a version in force and restarts counting: from the current stock, and from the quantities sold and not handed
 * over yet. Meanwhile sales under rules and orders of the named channels wait; earlier sales stay. Returns null when
 * there is no such version, and errors when warehouses or channels have gone since it was saved.
 */
export function activateRules(em: EntityManager, version: number): Promise<SetupError[] | null> {
  return em.transactional(async (tx) => {
    await lockRules(tx);
    const allotment = await readAllotment(tx, version);
    if (!allotment) return null;
    const faults = await errorsInRules(tx, allotment.rules);
    if (faults.length > 0 || allotment.inForce) return faults;
    await lockChannels(tx, channelsIn(allotment.rules));
    await tx.nativeUpdate(Allotment, { inForce: true }, { inForce: false });
    await tx.nativeUpdate(Allotment, { version }, { inForce: true, activatedAt: raw('now()') });
    await tx.nativeDelete(AllocationBaseline, {});
    await tx.nativeDelete(ChannelSold, {});
    await tx.execute(recountSales);
    await resetWatch(tx);
    return [];
  });
}

/** One statement, so that handed-over and open quantities are read at the same instant. */
const recountSales = `with start as (
    insert into allocation_baseline (sku, location_id, handed_over)
    select sku, location_id, handed_over
    from stock
    where handed_over <> 0
  ),
    open as (
      select l.order_id, l.id, o.channel_id, l.sku, l.quantity - l.cancelled - l.fulfilled as units, a.version
      from allotment a, orders o
      join order_line l on l.order_id = o.id
      where a.in_force and o.channel_id in (select jsonb_array_elements_text(a.channels)) and o.closed_at is null
        and l.quantity > l.cancelled + l.fulfilled
    ),
    sale as (
      insert into channel_sale as s (order_id, line_id, channel_id, sku, units, refuses, left_after, version)
      select order_id, id, channel_id, sku, units, false, 0, version
      from open
      on conflict (order_id, line_id)
      do update set units = excluded.units, version = excluded.version
      returning s.channel_id, s.sku, s.units
    )
  insert into channel_sold (channel_id, sku, sold)
  select channel_id, sku, sum(units)
  from sale
  group by channel_id, sku`;
