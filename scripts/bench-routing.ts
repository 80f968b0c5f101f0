// npm run bench:routing: the time of a routing decision and its growth with the locations, and the time of a stock
// import.
import './provisioning/required-node.js';
import { z } from 'zod';
import type { Figure } from './bench/figures.ts';
import type { Rig } from './bench/rig.ts';
import { runBenchmark } from './bench/run.ts';
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
const { only, seed, json, write } = optionsOrHelp(
  HELP,
  { only: { type: 'string' }, seed: { type: 'string' }, json: { type: 'boolean' }, write: { type: 'boolean' } },
  Wanted,
);

await runBenchmark({
  command: 'bench:routing',
  names: only === undefined ? names : [only],
  measure: (name, rig) => measurements[name](rig, seed),
  titleOf: (name) => `routing, ${name}, seed ${seed}`,
  parameters: { seed },
  json,
  write,
});
