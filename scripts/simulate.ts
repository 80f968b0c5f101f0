// npm run simulate: real orders through the running system, with realistic stores, buyers, carrier and operators; then
// the invariants.
import './provisioning/required-node.js';
import { z } from 'zod';
import { optionsOrHelp } from './command-line.ts';
import { simulate } from './simulation/simulation.ts';
import { readSettings } from './supervisor/settings.ts';

const HELP = `Usage: npm run simulate -- --orders FILE [--seed N] [--api URL] [--concurrency K] [--limit N]

Feeds the orders of a file into the Baton that runs (\`npm start\`) and plays everybody else: stores that accept, in
part or in whole, reject, sleep, answer late or twice and give up; buyers who cancel, fetch and mistype codes; a
carrier that loses parcels; operators who decide most of what needs them. Ends when every order is closed or rests
with a person, then checks the invariants. The exit code is 1 when an order was not accepted or does not end, or
anything is violated.

  --orders FILE      in the format of the Olist sample
  --seed N           decides everything that is left to chance; default: a new one, which is printed
  --api URL          default http://127.0.0.1 with PORT (3000)
  --concurrency K    orders alive at a time, default 40
  --limit N          only the first N orders

  DATABASE_URL       default: the embedded database of DATA_DIR (.data)
  SANDBOX_URL        default http://127.0.0.1 with SANDBOX_PORT (3001)
  TEMPORAL_ADDRESS   default 127.0.0.1 with TEMPORAL_PORT (7233)`;

const options = {
  orders: { type: 'string' },
  seed: { type: 'string' },
  api: { type: 'string' },
  concurrency: { type: 'string' },
  limit: { type: 'string' },
} as const;
const whole = z.coerce.number().int().min(1);
const Wanted = z.object({
  orders: z.string({ error: 'say with --orders which file' }),
  seed: z.coerce.number().int().min(0).optional(),
  api: z.url().optional(),
  concurrency: whole.max(1000).default(40),
  limit: whole.optional(),
});

const wanted = optionsOrHelp(HELP, options, Wanted);
try {
  const settings = readSettings(process.env);
  const {
    seed = Math.floor(Math.random() * 1_000_000),
    api = `http://127.0.0.1:${settings.PORT}`,
    limit = Infinity,
    ...rest
  } = wanted;
  const passed = await simulate({ ...rest, seed, api: api.replace(/\/$/, ''), limit }, settings);
  process.exitCode = passed ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
