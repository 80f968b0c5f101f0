// npm run bill -- [--only KIND] [--brief] [--write]: what something new costs in this code, and who tells a newcomer
// what he forgot.
import './provisioning/required-node.js';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { writeTable } from './bench/measurements-page.ts';
import { makeCopy } from './bill/copy.ts';
import { judgeWith } from './bill/judge.ts';
import { kinds } from './bill/kinds.ts';
import { measure, type Measured } from './bill/measure.ts';
import { billTable } from './bill/table.ts';
import { optionsOrHelp } from './command-line.ts';
import { startEmbeddedPostgres } from './provisioning/embedded-postgres.ts';

const names = kinds.map(({ name }) => name);
const HELP = `Usage: npm run bill -- [--only KIND] [--brief] [--write]

Adds an example of each kind of thing to a copy of the tracked files: the whole patch must be green, and with each
place left out the compiler, a test or a command must be red. Counts the places and lines that a person writes.
Four to eleven minutes, as the machine is busy. Kinds: ${names.join(', ')}.

--only KIND  that kind only
--brief      only the whole patches and the counts: one to two minutes
--write      keeps the table in docs/architecture.md; needs all kinds, whole

Exit code 1 when a patch is red, a place can be left out unnoticed, or a kind costs more than its ceiling.`;

const { only, brief, write } = optionsOrHelp(
  HELP,
  { only: { type: 'string' }, brief: { type: 'boolean' }, write: { type: 'boolean' } },
  z
    .object({ only: z.enum(names).optional(), brief: z.boolean().default(false), write: z.boolean().default(false) })
    .refine(
      (o) => !o.write || (o.only === undefined && !o.brief),
      '--write needs all kinds: leave out --only, --brief',
    ),
);

const began = Date.now();
const say = (line: string): void => {
  process.stdout.write(`${String(Math.round((Date.now() - began) / 1000)).padStart(4)} s  ${line}\n`);
};

async function measureAll(databaseUrl: string): Promise<Measured[]> {
  const copy = makeCopy();
  try {
    const tools = { copy, judge: judgeWith(databaseUrl), say };
    const all: Measured[] = [];
    for (const kind of kinds.filter(({ name }) => only === undefined || name === only))
      all.push(await measure(kind, tools, brief));
    return all;
  } finally {
    copy.remove();
  }
}

const directory = mkdtempSync(join(tmpdir(), 'baton-bill-database-'));
chmodSync(directory, 0o755); // for the account that PostgreSQL uses when we are root
try {
  const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false });
  try {
    const all = await measureAll(postgres.url('').replace(/\/$/, ''));
    const offences = all.flatMap((one) => one.offences);
    process.stdout.write(`\n${billTable(all)}\n`);
    for (const offence of offences) process.stderr.write(`${offence}\n`);
    if (write && offences.length === 0) writeTable('docs/architecture.md', 'bill', billTable(all));
    process.exitCode = offences.length > 0 ? 1 : 0;
  } finally {
    await postgres.stop();
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
