-- Raises stock alerts; an open one is counted again. A new alert is sent to its own channel or, if it has none, to all
-- channels that subscribe to its kind.
-- `alerts` is a list of {kind, sku, locationId, channelId, detail} (domain/inventory/alerts.ts).
-- Called by write_order.sql and db/inventory/alerts.ts.
-- May change: keys of the argument are added; a key is removed one release after its last writer.
create or replace function raise_alerts(alerts jsonb)
returns void
language plpgsql
as $body$
declare
  notices jsonb;
begin
  with raised as (
    insert into stock_alert as s (kind, sku, location_id, channel_id, detail, times)
    select kind, sku, coalesce("locationId", ''), coalesce("channelId", ''), min(detail), count(*)
    from jsonb_to_recordset(alerts) as a(kind text, sku text, "locationId" text, "channelId" text, detail text)
    group by 1, 2, 3, 4
    order by 1, 2, 3, 4
    on conflict (kind, sku, location_id, channel_id)
    where closed_at is null
    do update set
      times = s.times + excluded.times,
      last_at = now(),
      detail = excluded.detail
    returning with (old as o, new as n) n.*, o.id is null as is_new
  )
  select jsonb_agg(
      jsonb_build_object(
        'channelId', c.id,
        'event', 'stock.alert',
        'body', jsonb_build_object(
          'id', r.id, 'kind', r.kind, 'sku', r.sku,
          'locationId', nullif(r.location_id, ''), 'channelId', nullif(r.channel_id, ''),
          'detail', r.detail, 'times', r.times, 'openedAt', r.opened_at, 'lastAt', r.last_at,
          'acknowledgedAt', r.acknowledged_at, 'acknowledgedBy', r.acknowledged_by, 'closedAt', r.closed_at
        )
      )
      order by r.id, c.id
    )
  into notices
  from raised r
  join channel c on c.webhook_url is not null
    and r.channel_id in ('', c.id)
  join channel_policy p on p.channel_id = c.id
    and p.subscriptions @> to_jsonb(r.kind)
  where r.is_new;
  perform tell_channels(notices);
end
$body$;
