import { channelStreams, orderStreams, type StreamKind } from '../channels/write-backs.ts';
import { sqlCheck, type ViolationQuery } from './check.ts';

/** The name of a stream's key. Entries that retention has `removed` are inferred from the first remaining one. */
interface Naming {
  name: string;
  removed: boolean;
}

const keepsOrder = (kind: StreamKind, naming: Naming): ViolationQuery[] => [
  numbersWithoutGap(kind, naming),
  acknowledgedInOrder(kind, naming),
  throughOrParked(kind, naming),
];

/** The stream's counters equal the number of its entries and of the acknowledged ones. */
const numbersWithoutGap = ({ stream, entry, key }: StreamKind, { name, removed }: Naming): ViolationQuery => ({
  sql: `with there as (
        select ${key}, count(*) as entries, min(seq) - 1 as before, max(seq) as last,
          count(acknowledged_at) as acknowledged, max(seq)
          filter (where acknowledged_at is not null) as last_acknowledged
        from ${entry}
        group by ${key}
      ),
        told as (
          select ${key}, entries + gone as entries, coalesce(last, gone) as last, acknowledged + gone as acknowledged,
            coalesce(last_acknowledged, gone) as last_acknowledged
          from (
            select ${key}, coalesce(entries, 0) as entries, last, coalesce(acknowledged, 0) as acknowledged,
              last_acknowledged, ${removed ? 'coalesce(before, sent_seq)' : '0'} as gone
            from there full
            join ${stream} using (${key})
          ) t
        )
      select jsonb_build_object('${name}', ${key}) as subject,
        format(
          '%s write-backs up to number %s, %s acknowledged up to %s; the stream says last %s, sent %s',
            coalesce(entries, 0), coalesce(last, 0), coalesce(acknowledged, 0), coalesce(last_acknowledged, 0),
            s.last_seq, s.sent_seq
        ) as detail
      from told t full
      join ${stream} s using (${key})
      where (coalesce(entries, 0), coalesce(last, 0)) is distinct from (s.last_seq, s.last_seq)
        or (coalesce(acknowledged, 0), coalesce(last_acknowledged, 0)) is distinct from (s.sent_seq, s.sent_seq)`,
});

/** No entry is acknowledged before its predecessor. */
const acknowledgedInOrder = ({ entry, key }: StreamKind, { name, removed }: Naming): ViolationQuery => ({
  sql: `select jsonb_build_object('${name}', ${key}, 'seq', seq) as subject,
        format('was acknowledged at %s, the one before at %s', acknowledged_at, before) as detail
      from (
        select ${key}, seq, acknowledged_at, lag(acknowledged_at) over (partition by ${key} order by seq) as before,
          seq > ${removed ? `min(seq) over (partition by ${key})` : '1'} as follows
        from ${entry}
      ) w
      where acknowledged_at is not null and follows and (before is null or before > acknowledged_at)`,
});

/** At rest every entry is acknowledged, or the stream is parked for an operator. */
const throughOrParked = ({ stream, key }: StreamKind, { name }: Naming): ViolationQuery => ({
  when: ({ settled = false }) => settled,
  sql: `select jsonb_build_object('${name}', ${key}) as subject,
        format(
          '%s of %s write-backs are through, and the rest has no owner: %s', sent_seq, last_seq,
            coalesce(last_error, 'no error')
        ) as detail
      from ${stream} where sent_seq < last_seq and parked_at is null`,
});

/**
 * I12, write-backs and notices: numbered without a gap and acknowledged in order; at rest all are acknowledged, or the
 * stream is parked for an operator.
 */
export const writeBacksKeepOrder = sqlCheck({
  invariant: 'I12',
  of: 'write-backs',
  count: 'select (select count(*) from write_back) + (select count(*) from channel_notice)',
  find: [
    ...keepsOrder(orderStreams, { name: 'order', removed: false }),
    ...keepsOrder(channelStreams, { name: 'channel', removed: true }),
  ],
});
