import { join } from 'node:path';
import { z } from 'zod';
import { carrierSecrets } from '../auth/carrier-secret.ts';
import { createSandbox } from './sandbox.ts';

const Environment = z.object({
  SANDBOX_HOST: z.string().default('127.0.0.1'),
  SANDBOX_PORT: z.coerce.number().int().min(1).max(65_535).default(3001),
  API_URL: z.url().default('http://127.0.0.1:3000'),
  CARRIER_WEBHOOK_SECRET: z.string().startsWith('whsec_'),
  DATA_DIR: z.string().default('.data'),
});

const environment = Environment.safeParse(process.env);
if (!environment.success) {
  process.stderr.write(`The environment is not right:\n${z.prettifyError(environment.error)}\n`);
  process.exit(1);
}
const { SANDBOX_HOST, SANDBOX_PORT, API_URL, CARRIER_WEBHOOK_SECRET, DATA_DIR } = environment.data;
const log = (line: string): void => {
  process.stdout.write(`${new Date().toISOString()} ${line}\n`);
};

const sandbox = await createSandbox({
  host: SANDBOX_HOST,
  port: SANDBOX_PORT,
  apiUrl: API_URL,
  carrierSecrets: carrierSecrets(CARRIER_WEBHOOK_SECRET),
  journalFile: join(DATA_DIR, 'sandbox.jsonl'),
  log,
});
log(`the sandbox listens on ${sandbox.url}`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
