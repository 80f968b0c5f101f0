// Starts the servers of a test run once and names them in the environment: TEST_DATABASE_URL (without a database name),
// TEST_TEMPORAL_ADDRESS, TEST_WORKFLOW_BUNDLE (a file) and TEST_TIME_SKIPPING (an executable). Variables that are set
// are kept.
import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../scripts/provisioning/embedded-postgres.ts';
import type { ProcessIdentity } from '../../scripts/provisioning/processes.ts';
import { timeSkippingExecutable } from '../../scripts/provisioning/temporal-binaries.ts';
import { startDevServer } from '../../scripts/provisioning/temporal-server.ts';
import { bundleWorkflows } from '../../worker/bundle.ts';
import { startUndertaker, type Undertaker } from './undertaker.ts';

type Start = (directory: string, undertaker: Undertaker) => Promise<string | undefined>;

const PROVIDERS: Record<string, Start> = {
  TEST_DATABASE_URL: async (directory, undertaker) => {
    const postgres = await startEmbeddedPostgres({ dataDir: join(directory, 'postgres'), durable: false });
    return cared(undertaker, postgres.identity, postgres.url('').replace(/\/$/, ''));
  },
  TEST_TEMPORAL_ADDRESS: async (directory, undertaker) => {
    const temporal = await startDevServer({ logFile: join(directory, 'temporal.log') });
    return cared(undertaker, temporal.identity, temporal.address);
  },
  TEST_WORKFLOW_BUNDLE: async (directory) => {
    const file = join(directory, 'workflow-bundle.js');
    writeFileSync(file, await bundleWorkflows());
    return file;
  },
  TEST_TIME_SKIPPING: () => timeSkippingExecutable(),
};

export default async function globalSetup(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'baton-test-'));
  chmodSync(directory, 0o755); // for the account that PostgreSQL uses when we are root
  const undertaker = startUndertaker(directory);
  (globalThis as { undertaker?: Undertaker }).undertaker = undertaker;
  const started = await Promise.allSettled(
    Object.entries(PROVIDERS).map(async ([variable, start]) => {
      if (process.env[variable]) return;
      const value = await start(directory, undertaker);
      if (value !== undefined) process.env[variable] = value;
    }),
  );
  // only now, when nothing is half started: the undertaker must know all of it
  for (const result of started) if (result.status === 'rejected') throw result.reason;
}

function cared(undertaker: Undertaker, identity: ProcessIdentity, value: string): string {
  undertaker.careFor(identity);
  return value;
}
