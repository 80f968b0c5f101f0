// Runs a command with DATABASE_URL set: the given one, else that of the embedded server, started for the time if
// necessary.
import './provisioning/required-node.js';
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { argumentsOrHelp } from './command-line.ts';
import { startEmbeddedPostgres } from './provisioning/embedded-postgres.ts';
import { dataDirectory, prepareDataDirectory } from './supervisor/data-directory.ts';
import { readSettings } from './supervisor/settings.ts';

const HELP = `Usage: node scripts/with-postgres.ts -- <command> [arguments]

Runs the command with DATABASE_URL set to the embedded PostgreSQL of the data directory (DATA_DIR, default .data),
which is started for the while unless it runs already. A DATABASE_URL that is set is left alone.`;

/** Runs the command in our terminal and returns its exit code; signals go to it, so that the database ends last. */
function run([file = '', ...args]: string[], databaseUrl: string): Promise<number> {
  const child = spawn(file, args, { stdio: 'inherit', env: { ...process.env, DATABASE_URL: databaseUrl } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${file} cannot be started: ${error.message}`)));
    child.once('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  });
}

async function runWithEmbedded(command: string[], dataDir: string): Promise<number> {
  const data = dataDirectory(dataDir);
  prepareDataDirectory(data);
  const postgres = await startEmbeddedPostgres({ dataDir: data.postgres });
  try {
    return await run(command, postgres.url('baton'));
  } finally {
    await postgres.stop();
  }
}

const command = argumentsOrHelp(HELP, { positionals: true });
try {
  if (command.length === 0) throw new Error(HELP);
  const { DATABASE_URL, DATA_DIR } = readSettings(process.env);
  process.exitCode = await (DATABASE_URL === undefined
    ? runWithEmbedded(command, DATA_DIR)
    : run(command, DATABASE_URL));
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
