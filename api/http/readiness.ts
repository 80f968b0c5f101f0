// Readiness: whether a balancer may send requests here. Orders are taken in while Temporal is away, so that its absence
// is reported and nothing more.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Connection } from '@temporalio/client';
import { databaseAnswers } from '../../db/connection/clock.ts';
import { remembered } from './remembered.ts';

/** `ok`: requests are welcome. `temporal` false: orders are taken in and start later; acts answer 503. */
export interface Readiness {
  ok: boolean;
  postgresql: boolean;
  temporal: boolean;
  draining: boolean;
}
export interface ReadinessCheck {
  read: () => Promise<Readiness>;
  /** From now on the process asks to be left out. */
  drain: () => void;
}

/** A result is kept so long; more frequent questions cost nothing. */
const keptMs = 1000;
const temporalMs = 2000;

/** Opens the check of a process. */
export function checkReadiness(deps: { orm: MikroORM; connection: Connection; namespace: string }): ReadinessCheck {
  let draining = false;
  const servers = remembered(() => askServers(deps), keptMs);
  return {
    drain: () => {
      draining = true;
    },
    read: async () => {
      const { postgresql, temporal } = await servers('');
      return { ok: postgresql && !draining, postgresql, temporal, draining };
    },
  };
}

async function askServers({
  orm,
  connection,
  namespace,
}: Parameters<typeof checkReadiness>[0]): Promise<Pick<Readiness, 'postgresql' | 'temporal'>> {
  const [postgresql, temporal] = await Promise.all([
    databaseAnswers(orm.em.fork()),
    connection
      .withDeadline(Date.now() + temporalMs, () => connection.workflowService.describeNamespace({ namespace }))
      .then(
        () => true,
        () => false,
      ),
  ]);
  return { postgresql, temporal };
}
