import { sqlCheck } from './check.ts';

/** I12, write-backs: numbered without a gap, acknowledged in order; at rest all are, or the stream is parked for an operator. */
export const writeBacksKeepOrder = sqlCheck({
  invariant: 'I12', of: 'write-backs', count: 'select count(*) from write_back',
  find: [
    {
      sql: `with told as (select order_id, count(*) as entries, max(seq) as last, count(acknowledged_at) as acknowledged, max(seq) filter (where acknowledged_at is not null) as last_acknowledged from write_back group by order_id)
        select jsonb_build_object('order', order_id) as subject,
          format('%s write-backs up to number %s, %s acknowledged up to %s; the stream says last %s, sent %s', coalesce(entries, 0), coalesce(last, 0), coalesce(acknowledged, 0), coalesce(last_acknowledged, 0), s.last_seq, s.sent_seq) as detail
        from told t full join write_back_stream s using (order_id)
        where (coalesce(entries, 0), coalesce(last, 0)) is distinct from (s.last_seq, s.last_seq) or (coalesce(acknowledged, 0), coalesce(last_acknowledged, 0)) is distinct from (s.sent_seq, s.sent_seq)`,
    },
    {
      sql: `select jsonb_build_object('order', order_id, 'seq', seq) as subject, format('was acknowledged at %s, the one before at %s', acknowledged_at, before) as detail
        from (select order_id, seq, acknowledged_at, lag(acknowledged_at) over (partition by order_id order by seq) as before, seq > 1 as follows from write_back) w
        where acknowledged_at is not null and follows and (before is null or before > acknowledged_at)`,
    },
    {
      when: ({ settled = false }) => settled,
      sql: `select jsonb_build_object('order', order_id) as subject, format('%s of %s write-backs are through, and nobody owns the rest: %s', sent_seq, last_seq, coalesce(last_error, 'no error')) as detail
        from write_back_stream where sent_seq < last_seq and parked_at is null`,
    },
  ],
});
