// The files of the repository that people write.
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Generated, not written by hand */
const generated = new Set(['db/schema/schema.sql']);

/** The files that git tracks, or would track, by these patterns; without generated and deleted ones. */
export const writtenFiles = (patterns: readonly string[]): string[] =>
  execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', ...patterns], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .filter((file) => !generated.has(file) && existsSync(file));
