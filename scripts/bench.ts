// npm run bench: Baton's performance side by side with its references, on its own servers.
import './provisioning/required-node.js';
import { z } from 'zod';
import { optionsOrHelp } from './command-line.ts';
import { measureAccept } from './bench/accept.ts';
import { judged, markdown, type Figure } from './bench/figures.ts';
import { measureIntake } from './bench/intake.ts';
import { measureLives } from './bench/lives.ts';
import { measureMemory } from './bench/memory.ts';
import { writeResult } from './bench/measurements-page.ts';
import { othersShare } from './bench/others.ts';
import { openRig, type Rig } from './bench/rig.ts';

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

/** Runs one measurement on its own rig, which is closed also after Ctrl-C or a failure. */
async function measured(name: Measurement, rounds: number): Promise<Figure[]> {
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
    return [...(await measurements[name](rig, rounds, wanted.beside)), busy];
  } finally {
    await rig.close();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, interrupted);
  }
}

const wanted = optionsOrHelp(
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
const reports: Record<string, Figure[]> = {};
try {
  for (const name of wanted.only === undefined ? names : [wanted.only]) {
    reports[name] = await measured(name, wanted.rounds);
    const table = markdown(name, reports[name]);
    if (!wanted.json) process.stdout.write(`${table}\n\n`);
    if (wanted.write) writeResult(`bench ${name}`, table);
  }
  if (wanted.json)
    process.stdout.write(`${JSON.stringify({ rounds: wanted.rounds, reports: judged(reports) }, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
}
