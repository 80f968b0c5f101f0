// node scripts/checks/compose.ts: checks docker-compose.yml as far as possible without Docker.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { argumentsOrHelp } from '../command-line.ts';
import { composeFaults, programsOf } from './compose-faults.ts';
import { imageFaults } from './image-faults.ts';

const HELP = `Usage: node scripts/checks/compose.ts

Checks docker-compose.yml and the Dockerfile: known keys, references between services, files that must exist, secrets,
and that every module which the services reach is in the image.`;

argumentsOrHelp(HELP, { positionals: false });
const inRepository = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

const read = (path: string): string => readFileSync(inRepository(path), 'utf8');
const exists = (path: string): boolean => existsSync(inRepository(path));
const [compose, dockerfile] = [read('docker-compose.yml'), read('Dockerfile')];
const faults = [
  ...composeFaults({ compose, dockerfile, exists }),
  ...imageFaults({
    // the worker bundles the workflows at its start
    mains: [...programsOf(compose), 'workflows/index.ts'],
    dockerfile,
    dockerignore: read('.dockerignore'),
    packageJson: JSON.parse(read('package.json')) as { dependencies?: Record<string, string> },
    read: (path) => (exists(path) ? read(path) : undefined),
  }),
];
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length === 0) process.stdout.write('docker-compose.yml and Dockerfile: no fault found\n');
process.exitCode = faults.length === 0 ? 0 : 1;
