import { clusterDirectory } from '../provisioning/postgres-account.ts';
import { postmasterState } from '../provisioning/postmaster-state.ts';
import { SUPERUSER } from '../provisioning/postgres-cluster.ts';
import { dataDirectory } from '../supervisor/data-directory.ts';
import { DATABASE_NAME } from '../supervisor/services.ts';
import type { Settings } from '../supervisor/settings.ts';

/** DATABASE_URL, else the embedded server that runs on the data directory; throws the remedy when there is neither. */
export function databaseAtHand({ DATABASE_URL, DATA_DIR }: Settings): string {
  if (DATABASE_URL !== undefined) return DATABASE_URL;
  const state = postmasterState(clusterDirectory(dataDirectory(DATA_DIR).postgres));
  if (state?.status !== 'ready')
    throw new Error(`No database: set DATABASE_URL, or start Baton with \`npm start\` (nothing runs on ${DATA_DIR}).`);
  return `postgresql://${SUPERUSER}@127.0.0.1:${state.port}/${DATABASE_NAME}`;
}
