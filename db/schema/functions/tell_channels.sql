-- Appends notices to their channels' streams, in the order given; null is none.
-- `notices` is a list of {channelId, event, body}.
-- Called by raise_alerts.sql and db/channels/notices.ts.
-- May change: keys of the argument are added; a key is removed one release after its last writer.
create or replace function tell_channels(notices jsonb)
returns void
language sql
as $body$
  with told as (
    select n.*, row_number() over (partition by n."channelId" order by n.place) as nth
    from rows from (
      jsonb_to_recordset(notices) as ("channelId" text, event text, body jsonb)
    ) with ordinality as n("channelId", event, body, place)
  ),
  streams as (
    insert into channel_notice_stream as s (channel_id, last_seq, sent_seq, next_at, attempts)
    select "channelId", count(*), 0, now(), 0
    from told
    group by 1
    order by 1
    on conflict (channel_id)
    do update set last_seq = s.last_seq + excluded.last_seq
    returning with (old as o, new as n) n.channel_id, coalesce(o.last_seq, 0) as before
  )
  insert into channel_notice (channel_id, seq, event, body, created_at)
  select s.channel_id, s.before + t.nth, t.event, t.body, now()
  from streams s
  join told t on t."channelId" = s.channel_id;
$body$;
