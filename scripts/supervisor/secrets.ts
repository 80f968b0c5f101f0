import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

/** The secrets that a first try generates, with their generators. */
const GENERATED = {
  PICKUP_PEPPER: () => randomBytes(32).toString('base64url'),
  CARRIER_WEBHOOK_SECRET: () => `whsec_${randomBytes(32).toString('base64')}`,
};

type Secrets = Partial<Record<keyof typeof GENERATED, string>>;

/**
 * Returns every secret: from the environment, else from the file, else generated and stored in the file for the next
 * start.
 */
export function demoSecrets(file: string, environment: NodeJS.ProcessEnv): Record<string, string> {
  const kept: Secrets = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets) : {};
  const names = Object.keys(GENERATED) as (keyof typeof GENERATED)[];
  const missing = names.filter((name) => !environment[name] && kept[name] === undefined);
  for (const name of missing) kept[name] = GENERATED[name]();
  if (missing.length > 0) writeFileSync(file, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  return Object.fromEntries(names.map((name) => [name, environment[name] || kept[name] || '']));
}
