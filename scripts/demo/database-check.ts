// The invariants of the system that the demo has used, if its database is reachable.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Violation } from '../../db/invariants/check.ts';
import { checkInvariants } from '../../db/invariants/invariants.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { clusterDirectory } from '../provisioning/postgres-account.ts';
import { postmasterState } from '../provisioning/postmaster-state.ts';
import { SUPERUSER } from '../provisioning/postgres-cluster.ts';
import { dataDirectory } from '../supervisor/data-directory.ts';
import { DATABASE_NAME } from '../supervisor/services.ts';
import type { Settings } from '../supervisor/settings.ts';

/** Every violation; null when no database is reachable, or it belongs to another system: it must contain this order. */
export async function violationsAround(orderId: string, settings: Settings): Promise<Violation[] | null> {
  const url = settings.DATABASE_URL ?? embeddedUrl(settings);
  if (url === undefined) return null;
  const orm = await openOrm(url);
  try {
    return (await holds(orm, orderId)) ? await checkInvariants(orm.em.fork()) : null;
  } finally {
    await orm.close();
  }
}

/** The embedded server of the data directory, if it runs. */
function embeddedUrl({ DATA_DIR }: Settings): string | undefined {
  const state = postmasterState(clusterDirectory(dataDirectory(DATA_DIR).postgres));
  return state?.status === 'ready' ? `postgresql://${SUPERUSER}@127.0.0.1:${state.port}/${DATABASE_NAME}` : undefined;
}

async function holds(orm: MikroORM, orderId: string): Promise<boolean> {
  const found = await orm.em
    .fork()
    .execute<unknown[]>('select 1 from orders where id = ?', [orderId])
    .catch(() => []);
  return found.length === 1;
}
