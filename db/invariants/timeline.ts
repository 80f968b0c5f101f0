import { machines, orderStatuses } from '../../domain/order/states.ts';
import { sqlCheck } from './check.ts';

/** The initial states of each machine. A payment begins with the status from the channel, which is no move. */
const initialStates: Record<string, readonly string[]> = {
  ORDER: ['RECEIVED'],
  FULFILLMENT_ORDER: ['OPEN'],
  OFFER: ['OFFERED'],
  CANCELLATION: ['REQUESTED'],
  PICKUP_CODE: ['ACTIVE'],
  REFUND: ['REQUESTED', 'SUCCEEDED'],
  WAYBILL: ['REQUESTED', 'CREATED'],
};

/** Every pair that a timeline may contain; `from` is null for an initial state. */
function legalPairs(): { machine: string; from: string | null; to: string }[] {
  const begun = Object.entries(initialStates).flatMap(([machine, states]) =>
    states.map((to) => ({ machine, from: null, to })),
  );
  const moved = Object.entries(machines).flatMap(([machine, moves]) =>
    Object.entries(moves).flatMap(([from, tos]) => (tos as readonly string[]).map((to) => ({ machine, from, to }))),
  );
  const orders = orderStatuses.flatMap((from) =>
    orderStatuses.filter((to) => to !== from).map((to) => ({ machine: 'ORDER', from, to })),
  );
  return [...begun, ...moved, ...orders];
}

const current = `
  select id as order_id, 'ORDER' as machine, id::text as subject_id, status::text as status from orders
  union all select order_id, 'FULFILLMENT_ORDER', id, status
  from fulfillment_order
  union all select order_id, 'OFFER', id, status
  from offer
  union all select order_id, 'CANCELLATION', id, status
  from cancellation
  union all select order_id, 'PICKUP_CODE', id, status
  from pickup_code
  union all select order_id, 'REFUND', id, status
  from refund
  union all select order_id, 'WAYBILL', id, status
  from waybill
  union all select order_id, 'PAYMENT', id, status
  from payment`;
const subject =
  "jsonb_build_object('order', order_id, 'machine', machine, 'subject', subject_id, 'seq', seq) as subject";
/** Notes are not moves. */
const chain = `select order_id, machine, subject_id, seq, from_state, to_state, lag(to_state) over each as before,
    lead(seq) over each as next
  from timeline
  where machine <> 'NOTE'
  window each as (partition by order_id, machine, subject_id order by seq)`;

/**
 * I12: the timeline of each part is a chain of legal moves that ends in the part's current state, without a missing
 * entry.
 */
export const timelinesAreChains = sqlCheck({
  invariant: 'I12',
  of: 'timeline entries',
  count: 'select count(*) from timeline',
  find: [
    {
      sql: `select ${subject},
          format('moves from %s, but was %s', coalesce(from_state, 'nothing'), coalesce(before, 'nothing')) as detail
        from (${chain}) c
        where from_state is distinct from before and not (machine = 'PAYMENT' and before is null)`,
    },
    {
      parameters: [JSON.stringify(legalPairs())],
      sql: `with legal as (
          select machine, "from", "to" from jsonb_to_recordset(?::jsonb) as l(machine text, "from" text, "to" text)
        )
        select ${subject}, format('%s → %s is no legal move', coalesce(from_state, 'nothing'), to_state) as detail
        from timeline t
        where machine <> 'NOTE'
          and not exists (
            select 1
            from legal l
            where l.machine = t.machine and l."to" = t.to_state and l."from" is not distinct from t.from_state
          )`,
    },
    {
      sql: `select jsonb_build_object('order', order_id, 'machine', machine, 'subject', subject_id) as subject,
          format(
            'is %s, its timeline ends with %s', coalesce(n.status, 'not there'), coalesce(c.to_state, 'nothing')
          ) as detail
        from (select order_id, machine, subject_id, to_state from (${chain}) c where next is null) c full
        join (${current}) n using (order_id, machine, subject_id)
        where n.status is distinct from c.to_state
          and not (machine = 'PAYMENT' and c.to_state is null and n.status is not null)`,
    },
    {
      sql: `select jsonb_build_object('order', o.id) as subject,
          format(
            'has %s timeline entries up to number %s, and counts %s', coalesce(entries, 0), coalesce(last, 0),
              o.timeline_length
          ) as detail
        from orders o
        left join (select order_id, count(*) as entries, max(seq) as last from timeline group by order_id) t
          on t.order_id = o.id
        where (coalesce(entries, 0), coalesce(last, 0)) <> (o.timeline_length, o.timeline_length)`,
    },
  ],
});
