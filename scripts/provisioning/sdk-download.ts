import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Lets the Temporal SDK download a server into the directory, unless it has one, and returns the executable's path. */
export async function sdkDownload(create: 'createLocal' | 'createTimeSkipping', directory: string): Promise<string> {
  const path = downloaded(directory);
  if (path !== undefined) return path;
  mkdirSync(directory, { recursive: true });
  try {
    await download(create, directory);
    return downloaded(directory) ?? Promise.reject(new Error(`nothing arrived in ${directory}`));
  } finally {
    if (downloaded(directory) === undefined) rmSync(directory, { recursive: true, force: true });
  }
}

function downloaded(directory: string): string | undefined {
  if (!existsSync(directory)) return undefined;
  const file = readdirSync(directory).find((name) => name.startsWith('temporal') && !name.endsWith('.downloading'));
  return file === undefined ? undefined : join(directory, file);
}

/**
 * Only the SDK knows the address. In a child process, because it installs the process-wide Temporal runtime and its
 * signal handlers.
 */
async function download(create: string, directory: string): Promise<void> {
  const program = `
    import { TestWorkflowEnvironment } from '@temporalio/testing';
    try {
      const server = { executable: { type: 'cached-download', downloadDir: ${JSON.stringify(directory)} } };
      const environment = await TestWorkflowEnvironment.${create}({ server });
      await environment.teardown();
      process.exit(0);
    } catch (error) {
      console.error(error.message);
      process.exit(1);
    }`;
  await promisify(execFile)(process.execPath, ['--input-type=module', '-e', program], {
    cwd: import.meta.dirname,
    timeout: 120_000,
  });
}
