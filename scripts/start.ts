// npm start: PostgreSQL, Temporal, sandbox, worker and API of a demo, started from nothing and stopped in order.
import './provisioning/required-node.js';
import { z } from 'zod';
import { optionsOrHelp } from './command-line.ts';
import { readSettings } from './supervisor/settings.ts';
import { supervise } from './supervisor/supervisor.ts';

const HELP = `Usage: npm start [-- --empty]

Starts everything Baton needs, seeds the demo retailer, and prints where it is and with which keys it is used. It is for
trying on this machine: everybody knows the keys of the demo.
Ctrl-C drains and stops it all; a second Ctrl-C kills it.

  --empty              without the demo retailer; the first start prints a first operator's key, once

  DATABASE_URL         use this PostgreSQL 18 instead of the embedded one
  TEMPORAL_ADDRESS     use this Temporal (namespace TEMPORAL_NAMESPACE, default orders) instead of the dev server
  PORT                 of the API, default 3000
  SANDBOX_PORT         of the bundled carrier and payment provider, default 3001
  TEMPORAL_PORT        of the dev server, default 7233
  TEMPORAL_UI_PORT     of its web interface, default 8233
  WORKER_METRICS_PORT  of the worker's health and metrics, default 9464
  DATA_DIR             where everything is kept, default .data`;

const { empty } = optionsOrHelp(HELP, { empty: { type: 'boolean' } }, z.object({ empty: z.boolean().default(false) }));
try {
  await supervise(readSettings(process.env), { empty });
  process.exit(0);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
