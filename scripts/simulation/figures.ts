// The figures of a run, read from the database: outcomes, offers, seconds per stage.
import type { EntityManager } from '@mikro-orm/postgresql';

interface StageRow {
  stage: string;
  orders: number;
  p50: number;
  p95: number;
}
export interface Figures {
  outcomes: { outcome: string; orders: number }[];
  offers: { offers: number; orders: number }[];
  answers: { answer: string; offers: number }[];
  stages: StageRow[];
}

const outcomesSql = `select
    o.status || coalesce(
      ' ' || (
        select string_agg(distinct a.reason::text, ', ' order by a.reason::text)
        from attention a
        where a.order_id = o.id and a.resolved_at is null
      ),
      ''
    ) as outcome,
    count(*)::float8 as orders
  from orders o
  where o.channel_id = ?
  group by 1
  order by 2 desc, 1`;

const offersSql = `select offers::float8 as offers, count(*)::float8 as orders
  from (
    select o.id, count(f.id) as offers
    from orders o
    left join offer f on f.order_id = o.id
    where o.channel_id = ?
    group by o.id
  ) each_order
  group by 1
  order by 1`;

const answersSql = `select f.status as answer, count(*)::float8 as offers
  from orders o
  join offer f on f.order_id = o.id
  where o.channel_id = ?
  group by 1
  order by 2 desc, 1`;

const stagesSql = `with run as (select * from orders where channel_id = ?),
  spans as (
    select 'intake to audit' as stage, 1 as step, extract(epoch from audited_at - received_at) as seconds from run
    union all select 'intake to first offer', 2, extract(epoch from min(f.offered_at) - min(r.received_at))
    from run r
    join offer f on f.order_id = r.id
    group by r.id
    union all select 'offer to answer', 3, extract(epoch from f.answered_at - f.offered_at)
    from run r
    join offer f on f.order_id = r.id
    where f.status in ('ACCEPTED', 'REJECTED', 'GIVEN_UP')
    union all select 'accept to ready', 4, extract(epoch from f.ready_at - f.accepted_at)
    from run r
    join fulfillment_order f on f.order_id = r.id
    where f.ready_at is not null
    union all select 'accept to hand-over', 5, extract(epoch from f.handed_over_at - f.accepted_at)
    from run r
    join fulfillment_order f on f.order_id = r.id
    where f.handed_over_at is not null
    union all select 'hand-over to delivery', 6, extract(epoch from f.closed_at - f.handed_over_at)
    from run r
    join fulfillment_order f on f.order_id = r.id
    where f.status = 'DELIVERED'
    union all select 'refund asked to paid', 7, extract(epoch from f.closed_at - f.requested_at)
    from run r
    join refund f on f.order_id = r.id
    where f.closed_at is not null
    union all select 'intake to close', 8, extract(epoch from closed_at - received_at)
    from run
    where closed_at is not null)
  select stage, count(*)::float8 as orders,
    percentile_cont(0.5) within group (order by seconds)::float8 as p50,
    percentile_cont(0.95) within group (order by seconds)::float8 as p95
  from spans
  where seconds is not null
  group by stage, step
  order by step`;

/** The figures of a channel's orders. */
export async function figuresOf(em: EntityManager, channel: string): Promise<Figures> {
  const outcomes = await em.execute<Figures['outcomes']>(outcomesSql, [channel]);
  const offers = await em.execute<Figures['offers']>(offersSql, [channel]);
  const answers = await em.execute<Figures['answers']>(answersSql, [channel]);
  return { outcomes, offers, answers, stages: await em.execute<StageRow[]>(stagesSql, [channel]) };
}

/** Orders of the channel whose write-backs are not all sent. */
export async function writeBacksBehind(em: EntityManager, channel: string): Promise<number> {
  const [row] = await em.execute<{ behind: number }[]>(
    `select count(*)::float8 as behind
      from write_back_stream s
      join orders o on o.id = s.order_id
      where o.channel_id = ? and s.sent_seq < s.last_seq and s.parked_at is null`,
    [channel],
  );
  return row?.behind ?? 0;
}

/** The figures as text. */
export function figuresText({ outcomes, offers, answers, stages }: Figures): string {
  const count = (n: number): string => String(n).padStart(6);
  return [
    'Orders by outcome',
    ...outcomes.map((row) => `${count(row.orders)}  ${row.outcome}`),
    '',
    'Orders by number of offers',
    ...offers.map((row) => `${count(row.orders)}  with ${row.offers}`),
    '',
    'Offers by what became of them',
    ...answers.map((row) => `${count(row.offers)}  ${row.answer}`),
    '',
    'Seconds per stage                    n     p50     p95',
    ...stages.map(
      ({ stage, orders, p50, p95 }) =>
        `  ${stage.padEnd(28)}${count(orders)}  ${p50.toFixed(2).padStart(6)}  ${p95.toFixed(2).padStart(6)}`,
    ),
  ].join('\n');
}
