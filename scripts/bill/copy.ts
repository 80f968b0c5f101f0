// A copy of the tracked files in a temporary directory, in which patches are applied and taken back.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withPlaces, type Place } from './place.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

export interface Copy {
  folder: string;
  /** Makes the copy the original with these places; generated files stay as they are. */
  patch: (places: readonly Place[]) => void;
  /** Makes these files those of the original. */
  restore: (files: readonly string[]) => void;
  remove: () => void;
}

/** The file of the original, or null. */
export const original = (file: string): string | null =>
  existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null;

/** Copies the tracked files, in a git repository of their own, with the installed packages behind a link. */
export function makeCopy(): Copy {
  const folder = mkdtempSync(join(tmpdir(), 'baton-bill-'));
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0');
  for (const file of tracked.filter((one) => one !== '' && existsSync(join(root, one)))) {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    copyFileSync(join(root, file), join(folder, file));
  }
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const changed = new Set<string>();
  const restore = (files: readonly string[]): void => {
    for (const file of files) {
      const text = original(file);
      if (text === null) rmSync(join(folder, file), { force: true });
      else writeFileSync(join(folder, file), text);
    }
  };
  const patch = (places: readonly Place[]): void => {
    restore([...changed]);
    for (const [file, text] of withPlaces(places, original)) {
      changed.add(file);
      writeFileSync(join(folder, file), text);
    }
  };
  return {
    folder,
    patch,
    restore,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
