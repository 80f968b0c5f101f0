import { sqlCheck } from './check.ts';

/** The delay after which a wait is overdue while a worker runs. */
const overdueSeconds = 60;
const openWaits = 'orders o cross join lateral jsonb_array_elements(o.waits) w where o.closed_at is null';

/** I7: every open order has a wait with an end or an owner; none is overdue while a worker runs. */
export const everyWaitEnds = sqlCheck({
  invariant: 'I7',
  of: 'open orders',
  count: 'select count(*) from orders where closed_at is null',
  find: [
    {
      sql: `select jsonb_build_object('order', id) as subject,
          format('is open (%s) and waits for nothing', status) as detail
        from orders
        where closed_at is null and jsonb_array_length(waits) = 0`,
    },
    {
      sql: `select jsonb_build_object('order', id) as subject, format('is closed and waits: %s', waits) as detail
        from orders
        where closed_at is not null and jsonb_array_length(waits) > 0`,
    },
    {
      sql: `select jsonb_build_object('order', o.id, 'subject', w->>'subjectId') as subject,
          format('waits for %s without an end and without an owner', w->>'kind') as detail
        from ${openWaits} and w->>'dueAt' is null and w->>'owner' is null`,
    },
    {
      when: ({ workerRuns = true }) => workerRuns,
      sql: `select jsonb_build_object('order', o.id, 'subject', w->>'subjectId') as subject,
          format('%s was due at %s', w->>'kind', to_timestamp((w->>'dueAt')::float8 / 1000)) as detail
        from ${openWaits}
         and to_timestamp((w->>'dueAt')::float8 / 1000) < now() - interval '${overdueSeconds} seconds'`,
    },
  ],
});
