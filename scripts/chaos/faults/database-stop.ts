import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../eventually.ts';
import type { Fault, Scene } from '../fault.ts';

async function stopAtOnce({ plant }: Scene): Promise<void> {
  const postgres = plant.part('postgres');
  await postgres.heldDown(async () => {
    plant.signal('postgres', 'SIGQUIT'); // PostgreSQL's immediate shutdown: no checkpoint, no farewell
    await sleep(2500);
  });
  await eventually('PostgreSQL is back', () => postgres.isUp());
}

/** Ends all connections but our own, repeatedly for five seconds. */
async function endBackends({ orm }: Scene): Promise<void> {
  for (let i = 0; i < 50; i++) {
    await orm.em
      .fork()
      .execute(
        `select pg_terminate_backend(pid)
          from pg_stat_activity
          where datname = current_database() and pid <> pg_backend_pid()`,
      )
      .catch(() => undefined);
    await sleep(100);
  }
}

export const databaseStop: Fault = {
  name: 'database-stop',
  description:
    'PostgreSQL stops at once in mid-transaction and is restarted; ' +
    'all its backends are ended in a loop: no process exits',
  begin: () => ({
    inject: (scene, round) => (round % 2 === 1 ? stopAtOnce(scene) : endBackends(scene)),
    after: async ({ plant }) => ({ problems: plant.dead('worker', 'api', 'temporal') }),
  }),
};
