// The environment, read once by the mains and scripts, with units in the names. Errors name their variable.
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(0).max(65_535).default(fallback);
const Config = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }),
  TEMPORAL_ADDRESS: z.string().min(1).default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('orders'),
  PORT: port(3000),
  HOST: z.string().default('127.0.0.1'),
  NODE_ENV: z.string().optional(),
  WORKER_METRICS_PORT: port(9464),
  /** Connections to PostgreSQL: of an api 10, of a worker 20, which are its activities at the same time as well. */
  DB_POOL: z.coerce.number().int().min(2).max(200).optional(),
  /** Connections of a worker's outbox and sweeps. */
  OUTBOX_POOL: z.coerce.number().int().min(2).max(50).default(5),
  CARRIER_URL: z.url().default('http://127.0.0.1:3001'),
  PAYMENT_URL: z.url().default('http://127.0.0.1:3001'),
  PICKUP_PEPPER: z.string().min(16),
  PICKUP_KEY_ID: z.string().default('k1'),
  CARRIER_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().positive().default(60_000),
  /** Orders waiting for their start above which new ones are answered BUSY. */
  MOST_WAITING_ORDERS: z.coerce.number().int().positive().default(20_000),
  /** Seconds between the wish to stop and the end of the api, in which /readyz says no and balancers leave it out. */
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(300).default(0),
  TEMPORAL_UI_URL: z.url().optional(),
  /** Days to keep closed alerts and delivered notices. */
  RETENTION_DAYS: z.coerce.number().int().min(1).max(3650).default(90),
  /**
   * The bundled workflow code of worker/bundle.ts; without it the worker bundles at each start, which takes seconds.
   */
  WORKFLOW_BUNDLE: z.string().min(1).optional(),
});
export type Config = z.infer<typeof Config>;

/** The configuration of this process; throws one sentence per missing or wrong variable. */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = Config.safeParse(env);
  if (!parsed.success) throw new Error(`the environment is not usable:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
