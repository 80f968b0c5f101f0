// The workflow code as one file, made by a process of its own: the bundler would otherwise stay in the worker's memory, which it doubles.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/** Bundles into the file. All orders share the modules, which hold no state: an order keeps only its own variables. */
export async function bundleWorkflows(file: string): Promise<void> {
  const { code } = await bundleWorkflowCode({ workflowsPath, preloadModules: [workflowsPath], logger: new DefaultLogger('ERROR') });
  writeFileSync(file, code);
}

/** The same in another process, which is gone afterwards; throws what it has said when it fails. */
export async function bundleWorkflowsApart(file: string): Promise<void> {
  await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url), file]);
}

if (import.meta.main) await bundleWorkflows(process.argv[2] ?? '');
