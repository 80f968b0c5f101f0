// Checks before anything is started.
import { isLoopback } from '../../api/loopback.ts';
import { portInUse } from '../provisioning/ports.ts';
import { claimPidFile, readPidFile, removePidFile, stopByPidFile } from '../provisioning/processes.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Settings } from './settings.ts';

export const SUPERVISOR = 'supervisor';

/**
 * Processes that a killed supervisor leaves behind and a new one stops; PostgreSQL is not among them, it is taken over.
 */
const STOPPED_ORPHANS = ['api', 'worker', 'sandbox', 'migrate', 'temporal'];

/** The demo's keys are known to everybody: throws where others than the users of this machine could use them. */
export function refuseDemoInPublic({ HOST = '127.0.0.1', NODE_ENV }: NodeJS.ProcessEnv): void {
  if (isLoopback(HOST || '127.0.0.1') && NODE_ENV !== 'production') return;
  throw new Error(
    'npm start is for trying on this machine: it stores the keys of the demo, which everybody knows. With HOST or ' +
      'NODE_ENV=production use `npm start -- --empty`, which makes a first key of your own.',
  );
}

/** Makes this process the only supervisor of the data directory, or throws with the pid of the other one. */
export function becomeSupervisor(data: DataDirectory): void {
  const file = data.pidFile(SUPERVISOR);
  if (claimPidFile(file)) return;
  const other = readPidFile(file);
  if (other !== undefined)
    throw new Error(
      `Baton is running already, as process ${other.pid}, on ${data.path}: use that one, end it with Ctrl-C, ` +
        'or set DATA_DIR and the ports to run another.',
    );
  removePidFile(file);
  if (!claimPidFile(file)) throw new Error(`Another Baton is just starting on ${data.path}.`);
}

/** The process that supervises this data directory now, if any. */
export function supervisorPid(data: DataDirectory): number | undefined {
  return readPidFile(data.pidFile(SUPERVISOR))?.pid;
}

/** Stops the processes that a killed supervisor left running, by pid and start time; returns their names. */
export async function stopOrphans(data: DataDirectory): Promise<string[]> {
  const stopped = await Promise.all(
    STOPPED_ORPHANS.map(async (name) => ((await stopByPidFile(data.pidFile(name))) ? [name] : [])),
  );
  return stopped.flat();
}

/** Throws one sentence with the first needed port that another program holds. */
export async function requireFreePorts(settings: Settings): Promise<void> {
  const wanted: (keyof Settings)[] = ['PORT', 'SANDBOX_PORT', 'WORKER_METRICS_PORT'];
  if (settings.TEMPORAL_ADDRESS === undefined) wanted.push('TEMPORAL_PORT', 'TEMPORAL_UI_PORT');
  for (const variable of wanted) {
    const port = Number(settings[variable]);
    if (await portInUse(port))
      throw new Error(
        `Port ${port} (${variable}) is in use by another program: end that one, or choose another port, ` +
          `as in \`${variable}=${port + 100} npm start\`.`,
      );
  }
}
