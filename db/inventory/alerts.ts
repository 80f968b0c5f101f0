// Stock alerts: one row per condition or event, counted when it repeats, and sent to the subscribed channels.
import type { InferEntity } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { endsWhenAcknowledged, type Alert, type AlertKind } from '../../domain/inventory/alerts.ts';
import { asked } from '../connection/asked.ts';
import { anyOf } from '../connection/any-of.ts';
import { StockAlert } from '../schema/entities/pool.ts';

export interface AlertRow {
  id: string;
  kind: AlertKind;
  sku: string;
  locationId: string | null;
  channelId: string | null;
  detail: string;
  times: number;
  openedAt: string;
  lastAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  closedAt: string | null;
}

const alertRow = ({ locationId, channelId, ...alert }: InferEntity<typeof StockAlert>): AlertRow => ({
  id: alert.id,
  kind: alert.kind,
  sku: alert.sku,
  locationId: locationId || null,
  channelId: channelId || null,
  detail: alert.detail,
  times: alert.times,
  openedAt: alert.openedAt,
  lastAt: alert.lastAt,
  acknowledgedAt: alert.acknowledgedAt,
  acknowledgedBy: alert.acknowledgedBy,
  closedAt: alert.closedAt,
});

/**
 * Raises alerts; an open one is counted again. A new alert is sent to its channel or, if it has none, to all channels
 * that subscribe to its kind.
 */
export async function raiseAlerts(em: EntityManager, alerts: Alert[]): Promise<void> {
  if (alerts.length > 0) await em.execute('select raise_alerts(?::jsonb)', [JSON.stringify(alerts)]);
}

/** Closes alerts whose condition has ended; an alert that was raised again since it was read stays open. */
export async function closeAlerts(em: EntityManager, over: AlertRow[]): Promise<void> {
  if (over.length === 0) return;
  await em.execute(
    `with over as (
        select s.id
        from stock_alert s
        join jsonb_to_recordset(?::jsonb) as r(id uuid, "lastAt" timestamptz) on s.id = r.id and s.last_at = r."lastAt"
        where s.closed_at is null
        order by s.kind, s.sku, s.location_id, s.channel_id
        for update of s
      )
     update stock_alert s set closed_at = now() from over where s.id = over.id`,
    [JSON.stringify(over.map(({ id, lastAt }) => ({ id, lastAt })))],
  );
}

/** Open alerts of these kinds and products. */
export async function openAlerts(em: EntityManager, kinds: AlertKind[], skus: string[]): Promise<AlertRow[]> {
  return (await em.find(StockAlert, { closedAt: null, kind: anyOf(kinds), sku: anyOf(skus) })).map(alertRow);
}

/** Acknowledges an alert, which closes an event. False when there is no such open alert. */
export async function acknowledgeAlert(em: EntityManager, id: string, by: string): Promise<boolean> {
  return em.transactional(async (tx) => {
    const [row] = await tx.execute<{ kind: AlertKind }[]>(
      `update stock_alert set acknowledged_at = coalesce(acknowledged_at, now()),
          acknowledged_by = coalesce(acknowledged_by, ?)
        where id = ?::uuid and closed_at is null
        returning kind`,
      [by, id],
    );
    if (row && endsWhenAcknowledged(row.kind))
      await tx.execute('update stock_alert set closed_at = now() where id = ?::uuid', [id]);
    return row !== undefined;
  });
}

/** Alerts, newest first, the open ones by default; `before` is the id after which a page begins. */
export async function listAlerts(
  em: EntityManager,
  {
    kind,
    sku,
    locationId,
    closed,
    before,
    limit,
  }: {
    kind?: AlertKind | undefined;
    sku?: string | undefined;
    locationId?: string | undefined;
    closed: boolean;
    before?: string | undefined;
    limit: number;
  },
): Promise<AlertRow[]> {
  const rows = await em.find(
    StockAlert,
    {
      ...asked({ kind, sku, locationId }),
      closedAt: closed ? { $ne: null } : null,
      ...(before === undefined ? {} : { id: { $lt: before } }),
    },
    { orderBy: { id: 'desc' }, limit: limit + 1 },
  );
  return rows.map(alertRow);
}
