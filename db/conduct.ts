// What answers and silence do to a location: three expiries in a row (policy) pause it until it answers or an operator resumes it.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Change, Conduct } from '../domain/change.ts';
import { nextOpening } from '../domain/opening-hours.ts';
import { loadOpenIntervals } from './candidates.ts';

/** Books the conduct that this change revealed, in location order. */
export async function recordConduct(em: EntityManager, change: Change): Promise<void> {
  for (const conduct of change.conduct.toSorted((a, b) => (a.locationId < b.locationId ? -1 : 1))) await recordOne(em, change, conduct);
}

async function recordOne(em: EntityManager, change: Change, { locationId, kind }: Conduct): Promise<void> {
  if (kind === 'ANSWERED') {
    await em.execute("update location set expiries_in_a_row = 0, paused_until = case when pause_reason = 'ASLEEP' then null else paused_until end, pause_reason = nullif(pause_reason, 'ASLEEP') where id = ? and (expiries_in_a_row > 0 or pause_reason = 'ASLEEP')", [locationId]);
  } else if (kind === 'EXPIRED') {
    await em.execute("update location set expiries_in_a_row = expiries_in_a_row + 1, paused_until = case when expiries_in_a_row + 1 >= ? then 'infinity' else paused_until end, pause_reason = case when expiries_in_a_row + 1 >= ? then 'ASLEEP' else pause_reason end where id = ?", [change.policy.pauseAfterExpiries, change.policy.pauseAfterExpiries, locationId]);
  } else {
    await em.execute("update location set paused_until = to_timestamp(? / 1000.0), pause_reason = 'CLOSED' where id = ?", [await untilNextOpening(em, locationId, change.at), locationId]);
  }
}

/** Closed though published as open: back at the next opening after a closing time. */
async function untilNextOpening(em: EntityManager, locationId: string, now: number): Promise<number> {
  const intervals = (await loadOpenIntervals(em, [locationId], now))[locationId] ?? [];
  const current = intervals.find((i) => i.fromAt <= now && now < i.toAt);
  return nextOpening(intervals, current?.toAt ?? now) ?? now + 86_400_000;
}
