// The worker's or the API's clock is ten minutes fast or slow: deadlines follow the database and the server, and no
// location loses time.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { channelOf } from '../../simulation/retailer.ts';
import type { Fault, Scene } from '../fault.ts';
import type { Plant } from '../plant.ts';

const source = fileURLToPath(new URL('../clock-shift.c', import.meta.url));
const libraryOf = (plant: Plant): string => plant.data.file('clock-shift.so');

/** The clocks of a round: each of the two fast, then each slow. */
const shifts = [
  { worker: 600, api: -600 },
  { worker: -600, api: 600 },
  { worker: 600, api: 0 },
  { worker: 0, api: -600 },
];
const shifted = (plant: Plant, seconds: number): Record<string, string> =>
  seconds === 0 ? {} : { LD_PRELOAD: libraryOf(plant), CLOCK_SHIFT_SECONDS: String(seconds) };

/** Offers that ended before their deadline, or long after it without an answer. Seconds of the database's clock. */
const cheatedSql = `select f.order_id || '-' || f.id as offer,
    round(extract(epoch from f.answered_at - f.deadline_at))::int as seconds
  from offer f
  join orders o on o.id = f.order_id
  where o.channel_id = ? and f.status = 'EXPIRED'
    and (f.answered_at < f.deadline_at or f.answered_at > f.deadline_at + interval '60 seconds')`;

async function cheated({ orm, run }: Scene): Promise<string[]> {
  const rows = await orm.em.fork().execute<{ offer: string; seconds: number }[]>(cheatedSql, [channelOf(run)]);
  return rows.map(({ offer, seconds }) => `offer ${offer} expired ${seconds} s after its deadline`);
}

export const clocks: Fault = {
  name: 'clocks',
  description: 'the clock of api or worker is ten minutes off: deadlines follow one clock, no location loses time',
  begin: () => ({
    before: async ({ plant }) => {
      execFileSync('cc', ['-O2', '-shared', '-fPIC', '-o', libraryOf(plant), source]);
    },
    inject: async ({ plant, scale }, round) => {
      const { worker, api } = shifts[(round - 1) % shifts.length] as (typeof shifts)[number];
      Object.assign(plant.extra, { worker: shifted(plant, worker), api: shifted(plant, api) });
      await Promise.all([plant.part('worker').restart(), plant.part('api').restart()]);
      await sleep(scale.orders >= 100 ? 8000 : 4000);
    },
    after: async (scene) => ({ problems: await cheated(scene) }),
  }),
};
