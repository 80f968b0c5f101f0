// npm run bench: Baton's performance side by side with its references, on its own servers.
import './provisioning/required-node.js';
import { z } from 'zod';
import { optionsOrHelp } from './command-line.ts';
import { measureAccept } from './bench/accept.ts';
import type { Figure } from './bench/figures.ts';
import { measureIntake } from './bench/intake.ts';
import { measureLives } from './bench/lives.ts';
import { measureMemory } from './bench/memory.ts';
import type { Rig } from './bench/rig.ts';
import { runBenchmark } from './bench/run.ts';

const measurements = {
  intake: measureIntake,
  lives: measureLives,
  accept: measureAccept,
  memory: measureMemory,
} satisfies Record<string, (rig: Rig, rounds: number, beside?: string) => Promise<Figure[]>>;
type Measurement = keyof typeof measurements;
const names = Object.keys(measurements) as [Measurement, ...Measurement[]];

const HELP = `Usage: npm run bench -- [--rounds N] [--only ${names.join('|')}] [--beside DIR] [--json] [--write]

Measures intake, whole lives, the accept round trip and memory on real servers that it starts on free ports and ends
again; nothing else should run on the machine meanwhile. Each figure is the median of the rounds; what is compared is
measured by turns, so that a busy machine harms both sides.

  --rounds N     default 5; a goal is only judged fairly by 5 or more
  --only NAME    one of the four
  --beside DIR   lives: also drives Temporal's own order app, built from a checkout of
                 temporalio/reference-app-orders-go with Go, and prints the ratios
  --json         figures as JSON on stdout, progress stays on stderr
  --write        keeps the tables in docs/measurements.md

A goal that is missed says so; the exit code is 0 all the same, and 1 only when something could not be measured.`;

const Wanted = z.object({
  rounds: z.coerce.number().int().min(1).max(100).default(5),
  only: z.enum(names).optional(),
  beside: z.string().min(1).optional(),
  json: z.boolean().default(false),
  write: z.boolean().default(false),
});

const { rounds, only, beside, json, write } = optionsOrHelp(
  HELP,
  {
    rounds: { type: 'string' },
    only: { type: 'string' },
    beside: { type: 'string' },
    json: { type: 'boolean' },
    write: { type: 'boolean' },
  },
  Wanted,
);
await runBenchmark({
  command: 'bench',
  names: only === undefined ? names : [only],
  measure: (name, rig) => measurements[name](rig, rounds, beside),
  titleOf: (name) => name,
  parameters: { rounds },
  json,
  write,
});
