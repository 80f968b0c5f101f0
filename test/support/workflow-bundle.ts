import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

/** Bundles the workflow code into the file, once for all tests, and returns its path; undefined while there is no workflow. */
export async function bundleWorkflows(file: string): Promise<string | undefined> {
  if (!existsSync(workflowsPath)) return undefined;
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  writeFileSync(file, code);
  return file;
}
