import { resolve } from 'node:path';
import { z } from 'zod';

const port = (fallback: number) => z.coerce.number().int().min(1).max(65_535).default(fallback);

const Settings = z.object({
  DATA_DIR: z
    .string()
    .default('.data')
    .transform((path) => resolve(path)),
  DATABASE_URL: z.string().optional(),
  TEMPORAL_ADDRESS: z.string().optional(),
  TEMPORAL_NAMESPACE: z.string().default('orders'),
  SANDBOX_URL: z.string().optional(),
  PORT: port(3000),
  SANDBOX_PORT: port(3001),
  TEMPORAL_PORT: port(7233),
  TEMPORAL_UI_PORT: port(8233),
  WORKER_METRICS_PORT: port(9464),
});

/** The supervisor's own part of the environment; config.ts is for the processes it starts. */
export type Settings = z.infer<typeof Settings>;

/** Reads the settings; an empty variable counts as unset. Throws one sentence about the errors. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = Settings.safeParse(set);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    ({ path, message }) => `${path.join('.')}=${set[String(path[0])]}: ${message}`,
  );
  throw new Error(`The environment is not right: ${faults.join('; ')}.`);
}
