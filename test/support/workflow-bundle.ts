// The workflow code with a changed line, as a new version would be.
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const root = fileURLToPath(new URL('../../', import.meta.url));
const workflowsIn = (folder: string): string => join(folder, 'workflows/index.ts');

/** A text of a source file, and its replacement. */
export interface Edit {
  file: string;
  from: string;
  to: string;
}

/**
 * The bundle of the real sources with these edits; throws when a text does not occur exactly once, because the edit
 * would change nothing.
 */
export async function bundleEdited(edits: Edit[]): Promise<string> {
  const copy = mkdtempSync(join(tmpdir(), 'baton-edited-'));
  try {
    for (const folder of ['workflows', 'domain', 'activities', 'db'])
      cpSync(join(root, folder), join(copy, folder), { recursive: true });
    for (const file of ['node_modules', 'package.json', 'tsconfig.json'])
      symlinkSync(join(root, file), join(copy, file));
    for (const edit of edits) applyEdit(join(copy, edit.file), edit);
    return await bundle(copy);
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

function applyEdit(path: string, { file, from, to }: Edit): void {
  const parts = readFileSync(path, 'utf8').split(from);
  if (parts.length !== 2) throw new Error(`${file}: found ${parts.length - 1} times: ${from}`);
  writeFileSync(path, parts.join(to));
}

const bundle = async (folder: string): Promise<string> =>
  (
    await bundleWorkflowCode({
      workflowsPath: workflowsIn(folder),
      preloadModules: [workflowsIn(folder)],
      logger: new DefaultLogger('ERROR'),
    })
  ).code;
