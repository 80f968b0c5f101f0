import { sqlCheck } from './check.ts';

/**
 * I10: an FO has at most one live offer, every closed offer has an outcome, and quotas equal the live and accepted
 * offers of their day or hour.
 */
export const offersHaveOneOutcome = sqlCheck({
  invariant: 'I10',
  of: 'offers',
  count: 'select count(*) from offer',
  find: [
    {
      sql: `select jsonb_build_object('order', order_id, 'fulfillmentOrder', fulfillment_order_id) as subject,
          format('has %s live offers', count(*)) as detail
        from offer where status = 'OFFERED' group by order_id, fulfillment_order_id having count(*) > 1`,
    },
    {
      sql: `select jsonb_build_object('order', order_id, 'offer', id) as subject,
          format('is %s, answered %s', status, coalesce(answered_at::text, 'never')) as detail
        from offer where (status = 'OFFERED') <> (answered_at is null)`,
    },
    {
      sql: `select jsonb_build_object('order', o.order_id, 'offer', o.id) as subject,
          format('is %s while its fulfillment order is %s', o.status, coalesce(f.status, 'not there')) as detail
        from offer o left join fulfillment_order f on f.order_id = o.order_id and f.id = o.fulfillment_order_id
        where f.id is null or (o.status = 'OFFERED' and f.status <> 'OPEN')
          or (o.status = 'ACCEPTED' and f.status = 'OPEN')
          or (o.status in ('REJECTED', 'EXPIRED', 'GIVEN_UP') and f.status <> 'REROUTED')`,
    },
    {
      sql: `with counted as (
          select k ->> 'subject' as subject, k ->> 'period' as period, count(*) as offers
          from offer, jsonb_array_elements(quotas) k
          where status in ('OFFERED', 'ACCEPTED')
          group by 1, 2
        )
        select jsonb_build_object('of', subject, 'period', period) as subject,
          format('the quota counts %s, there are %s offers', coalesce(q.taken, 0), coalesce(c.offers, 0)) as detail
        from quota_taken q full
        join counted c using (subject, period)
        where coalesce(q.taken, 0) <> coalesce(c.offers, 0)`,
    },
  ],
});
