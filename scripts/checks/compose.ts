// node scripts/checks/compose.ts: is docker-compose.yml whole and right, as far as that can be seen without Docker?
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp } from '../command-line.ts';
import { composeFaults } from './compose-faults.ts';

const HELP = `Usage: node scripts/checks/compose.ts

Checks docker-compose.yml and the Dockerfile: known keys, references between services, files that must exist, secrets.`;

argumentsOrHelp(HELP, { positionals: false });
const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const faults = composeFaults({
  compose: readFileSync(inRepository('docker-compose.yml'), 'utf8'),
  dockerfile: readFileSync(inRepository('Dockerfile'), 'utf8'),
  exists: (path) => existsSync(inRepository(path)),
});
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length === 0) process.stdout.write('docker-compose.yml and Dockerfile: no fault found\n');
process.exitCode = faults.length === 0 ? 0 : 1;
