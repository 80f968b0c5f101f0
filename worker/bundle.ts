// The workflow code as one text, bundled by a separate process: the bundler would otherwise stay in the worker's memory
// and double it.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/**
 * The code with its source map. All orders share the modules, which have no state: an order keeps only its own
 * variables.
 */
export async function bundleWorkflows(): Promise<string> {
  const { code } = await bundleWorkflowCode({
    workflowsPath,
    preloadModules: [workflowsPath],
    logger: new DefaultLogger('ERROR'),
  });
  return code;
}

/** Bundles in a separate process, which ends afterwards; throws its output when it fails. */
export async function bundleWorkflowsApart(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

if (import.meta.main) process.stdout.write(await bundleWorkflows());
