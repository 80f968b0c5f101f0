import { channelStreams, orderStreams, type StreamKind } from '../write-backs.ts';
import { sqlCheck, type Finding } from './check.ts';

/** Of one kind of stream; `name` is what its key names. */
const keepsOrder = ({ stream, entry, key }: StreamKind, name: string): Finding[] => [
  {
    sql: `with told as (select ${key}, count(*) as entries, max(seq) as last, count(acknowledged_at) as acknowledged, max(seq) filter (where acknowledged_at is not null) as last_acknowledged from ${entry} group by ${key})
      select jsonb_build_object('${name}', ${key}) as subject,
        format('%s write-backs up to number %s, %s acknowledged up to %s; the stream says last %s, sent %s', coalesce(entries, 0), coalesce(last, 0), coalesce(acknowledged, 0), coalesce(last_acknowledged, 0), s.last_seq, s.sent_seq) as detail
      from told t full join ${stream} s using (${key})
      where (coalesce(entries, 0), coalesce(last, 0)) is distinct from (s.last_seq, s.last_seq) or (coalesce(acknowledged, 0), coalesce(last_acknowledged, 0)) is distinct from (s.sent_seq, s.sent_seq)`,
  },
  {
    sql: `select jsonb_build_object('${name}', ${key}, 'seq', seq) as subject, format('was acknowledged at %s, the one before at %s', acknowledged_at, before) as detail
      from (select ${key}, seq, acknowledged_at, lag(acknowledged_at) over (partition by ${key} order by seq) as before, seq > 1 as follows from ${entry}) w
      where acknowledged_at is not null and follows and (before is null or before > acknowledged_at)`,
  },
  {
    when: ({ settled = false }) => settled,
    sql: `select jsonb_build_object('${name}', ${key}) as subject, format('%s of %s write-backs are through, and nobody owns the rest: %s', sent_seq, last_seq, coalesce(last_error, 'no error')) as detail
      from ${stream} where sent_seq < last_seq and parked_at is null`,
  },
];

/** I12, write-backs and notices: numbered without a gap, acknowledged in order; at rest all are, or the stream is parked for an operator. */
export const writeBacksKeepOrder = sqlCheck({
  invariant: 'I12', of: 'write-backs', count: 'select (select count(*) from write_back) + (select count(*) from channel_notice)', find: [...keepsOrder(orderStreams, 'order'), ...keepsOrder(channelStreams, 'channel')],
});
