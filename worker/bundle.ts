// The workflow code as one text, made by a process of its own: the bundler would otherwise stay in the worker's memory,
// which it doubles.
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

export const workflowsPath = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));

/**
 * The code, with its source map. All orders share the modules, which hold no state: an order keeps only its own
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

/** The same from another process, which is gone afterwards; throws what it has said when it fails. */
export async function bundleWorkflowsApart(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [fileURLToPath(import.meta.url)], {
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

if (import.meta.main) process.stdout.write(await bundleWorkflows());
