import type { EntityManager } from '@mikro-orm/postgresql';

/**
 * Does a sweep in one process at a time, and at most once in so many seconds; returns its result, or 0 when it is not
 * due. A process that dies in it leaves it to the others after that time.
 */
export async function sweepEvery(
  em: EntityManager,
  { name, seconds }: { name: string; seconds: number },
  sweep: () => Promise<number>,
): Promise<number> {
  const due = await em.execute<unknown[]>(
    `insert into sweep_lease as s (name, leased_until)
      values (?, now() + ? * interval '1 second')
      on conflict (name) do update set leased_until = excluded.leased_until where s.leased_until <= now()
      returning 1`,
    [name, seconds],
  );
  return due.length === 0 ? 0 : sweep();
}
