// npm run chaos: orders of every kind under repeated faults of the processes; then the invariants.
import { z } from 'zod';
import { optionsOrHelp } from './command-line.ts';
import { faults } from './chaos/faults.ts';
import type { Scale } from './chaos/fault.ts';
import { stopPlants } from './chaos/plant.ts';
import { runFault, type Row } from './chaos/round.ts';
import { headOfTable, lineOfTable } from './chaos/table.ts';

const HELP = `Usage: npm run chaos -- --seed N [--seeds K] [--orders 300] [--fault NAME] [--short]

For each fault starts PostgreSQL, Temporal, sandbox, worker and API of its own, feeds made-up orders with simulated
stores, buyers, carrier and operators, and does the fault to them again and again. At the end every order must be
closed or rest with a person, Baton must owe nothing 30 s after the fault, the invariants must hold, and carrier and
payment provider must have done what we think they did. Prints a row per fault and, below it, whatever was wrong.
Exit code 1 when anything was.

  --seed N       decides everything that is left to chance; default 1
  --seeds K      runs seeds N to N+K-1; default 1
  --orders M     orders per fault, default 300
  --fault NAME   only this one (repeatable)
  --short        fewer, shorter faults and 15 orders: for every day

Faults
${faults.map(({ name, description }) => `  ${name.padEnd(14)} ${description}`).join('\n')}`;

const options = {
  seed: { type: 'string' },
  seeds: { type: 'string' },
  orders: { type: 'string' },
  fault: { type: 'string', multiple: true },
  short: { type: 'boolean' },
} as const;
const whole = z.coerce.number().int().min(1);
const Wanted = z.object({
  seed: z.coerce.number().int().min(0).default(1),
  seeds: whole.default(1),
  orders: whole.max(5000).optional(),
  fault: z.array(z.enum(faults.map(({ name }) => name))).optional(),
  short: z.boolean().default(false),
});

const long: Scale = {
  orders: 300,
  concurrency: 60,
  rounds: 8,
  freezeSeconds: 30,
  overloadSeconds: 60,
  hammerMessages: 10_000,
  policy: {},
};
const brief: Scale = {
  orders: 15,
  concurrency: 8,
  rounds: 2,
  freezeSeconds: 5,
  overloadSeconds: 8,
  hammerMessages: 500,
  policy: { shipBySeconds: 6, readyBySeconds: 5, deliverySeconds: 4, pickupStorageSeconds: 4, buyerChoiceSeconds: 3 },
};

const wanted = optionsOrHelp(HELP, options, Wanted);
const scale: Scale = {
  ...(wanted.short ? brief : long),
  ...(wanted.orders === undefined ? {} : { orders: wanted.orders }),
};
const chosen = faults.filter(({ name }) => wanted.fault === undefined || wanted.fault.includes(name));
const rows: Row[] = [];
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    process.stderr.write('Stopping …\n');
    void stopPlants().then(() => process.exit(130));
  });
process.stdout.write(`${headOfTable()}\n`);
for (let seed = wanted.seed; seed < wanted.seed + wanted.seeds; seed++) {
  for (const fault of chosen) {
    const row = await runFault(fault, { seed, scale }).catch((error: unknown): Row => ({
      fault: fault.name,
      seed,
      orders: 0,
      closed: 0,
      resting: 0,
      injected: 0,
      recovery: 0,
      violations: 0,
      problems: [`the run broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`],
      remark: '',
      seconds: 0,
    }));
    rows.push(row);
    process.stdout.write(
      `${lineOfTable(row)}\n${row.problems
        .slice(0, 20)
        .map((problem) => `      ! ${problem}\n`)
        .join('')}`,
    );
  }
}
const bad = rows.filter(({ violations, problems }) => violations > 0 || problems.length > 0).length;
process.stdout.write(
  bad === 0 ? `\n${rows.length} runs, nothing violated.\n` : `\n${bad} of ${rows.length} runs were not clean.\n`,
);
process.exit(bad === 0 ? 0 : 1);
