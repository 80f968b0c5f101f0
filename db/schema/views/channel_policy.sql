-- The parts of the channels' policies that SQL reads: the only SQL that names keys of ChannelPolicy
-- (domain/order/channel-policy.ts). `subscriptions` is a list of strings.
-- Read by db/order/contact.ts, db/order/receipts.ts, db/order/start-queue.ts, db/inventory/publishing.ts,
-- raise_alerts.sql, db/read/promises.ts, db/replay/past-routings.ts.
-- May change: columns are added at the end; any other change is a migration that drops the view first.
create or replace view channel_policy as
select id as channel_id,
  (policy ->> 'autoConfirmDays'::text)::integer as auto_confirm_days,
  (policy ->> 'handlingSeconds'::text)::integer as handling_seconds,
  (policy ->> 'maxOffers'::text)::integer as max_offers,
  policy -> 'subscriptions'::text as subscriptions,
  policy ->> 'country'::text as country
from channel;
