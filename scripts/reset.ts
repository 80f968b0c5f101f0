// npm run reset: deletes all data of the embedded servers and the demo.
import './provisioning/required-node.js';
import { argumentsOrHelp } from './command-line.ts';
import { dataDirectory, emptyDataDirectory } from './supervisor/data-directory.ts';
import { stopOrphans, supervisorPid } from './supervisor/preflight.ts';
import { readSettings } from './supervisor/settings.ts';

const HELP = `Usage: npm run reset

Deletes what is in the data directory (DATA_DIR, default .data): databases, histories, secrets, keys and logs.
Refuses while \`npm start\` runs on it; stops what a killed one has left running.`;

argumentsOrHelp(HELP, { positionals: false });
try {
  const data = dataDirectory(readSettings(process.env).DATA_DIR);
  const pid = supervisorPid(data);
  if (pid !== undefined)
    throw new Error(`Baton is running on ${data.path} as process ${pid}: stop it with Ctrl-C first.`);
  await stopOrphans(data);
  await emptyDataDirectory(data);
  process.stdout.write(`${data.path} is empty.\n`);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
