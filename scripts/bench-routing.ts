// npm run bench:routing: the time of a routing decision and its growth with the locations, and the time of a stock
// import.
import './provisioning/required-node.js';
import { z } from 'zod';
import { judged, markdown, type Figure } from './bench/figures.ts';
import { othersShare } from './bench/others.ts';
import { writeResult } from './bench/measurements-page.ts';
import { openRig, type Rig } from './bench/rig.ts';
import { measureEngine } from './bench-routing/engine.ts';
import { measureImport } from './bench-routing/import.ts';
import { measureLoading } from './bench-routing/loading.ts';
import { measurePrepare } from './bench-routing/prepare.ts';
import { optionsOrHelp } from './command-line.ts';

const measurements = {
  engine: (_: Rig, seed: number) => Promise.resolve(measureEngine(seed)),
  loading: measureLoading,
  prepare: measurePrepare,
  import: measureImport,
} satisfies Record<string, (rig: Rig, seed: number) => Promise<Figure[]>>;
type Measurement = keyof typeof measurements;
const names = Object.keys(measurements) as [Measurement, ...Measurement[]];

const HELP = `Usage: npm run bench:routing -- [--only ${names.join('|')}] [--seed N] [--json] [--write]

Measures the routing engine by itself and its growth, loading and deciding over 10,000 locations, and whole preparations
of orders beside two million stock rows, on a PostgreSQL of its own that it ends again; and imports of 200,000 stock
rows by a whole system of its own. Nothing else should run meanwhile.

  --only NAME   one of the four
  --seed N      of the made-up locations, default 1
  --json        figures as JSON on stdout
  --write       keeps the tables in docs/measurements.md

A goal that is missed says so; the exit code is 0 all the same, and 1 only when something could not be measured.`;

const Wanted = z.object({
  only: z.enum(names).optional(),
  seed: z.coerce.number().int().min(0).default(1),
  json: z.boolean().default(false),
  write: z.boolean().default(false),
});
const wanted = optionsOrHelp(
  HELP,
  { only: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' }, write: { type: 'boolean' } },
  Wanted,
);

/** Runs one measurement on its own rig, which is closed also after Ctrl-C or a failure. */
async function measured(name: Measurement): Promise<Figure[]> {
  const busy: Figure = {
    name: 'cores busy with others before it began',
    value: (await othersShare()) * 100,
    unit: '%',
  };
  const rig = openRig((line) => {
    process.stderr.write(`${line}\n`);
  });
  const interrupted = (): void => {
    void rig.close().then(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
  try {
    return [...(await measurements[name](rig, wanted.seed)), busy];
  } finally {
    await rig.close();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, interrupted);
  }
}

try {
  const reports: Record<string, Figure[]> = {};
  for (const name of wanted.only === undefined ? names : [wanted.only]) {
    reports[name] = await measured(name);
    const table = markdown(`routing, ${name}, seed ${wanted.seed}`, reports[name]);
    if (!wanted.json) process.stdout.write(`${table}\n\n`);
    if (wanted.write) writeResult(`bench:routing ${name}`, table);
  }
  if (wanted.json)
    process.stdout.write(`${JSON.stringify({ seed: wanted.seed, reports: judged(reports) }, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
