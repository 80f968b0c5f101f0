import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/** One way to get an executable: its path, or an error with the reason. */
export interface Way {
  name: string;
  find: () => string | Promise<string>;
}

export interface Wanted {
  what: string;
  variable: string;
  ways: Way[];
}

/** Returns the path of the first way that works; throws an error that lists every way and its failure. */
export async function findExecutable({ what, variable, ways }: Wanted): Promise<string> {
  const given = process.env[variable];
  if (given) return executable(given, `${variable}=${given}`); // an explicit path never falls back silently
  const failures = [`${variable}=<path>: not set`];
  for (const { name, find } of ways) {
    try {
      return await find();
    } catch (error) {
      failures.push(`${name}: ${reason(error)}`);
    }
  }
  throw new Error(
    `There is no ${what}. Any one of these would do:\n${failures.map((line) => `  - ${line}`).join('\n')}`,
  );
}

/** Returns the path if it is an executable file; otherwise throws with its name. */
export function executable(path: string, name = path): string {
  try {
    accessSync(path, constants.X_OK);
    return path;
  } catch {
    throw new Error(`${name} is not an executable file`);
  }
}

/** Finds a program on PATH, or throws. */
export function onPath(program: string): string {
  for (const directory of (process.env['PATH'] ?? '').split(delimiter)) {
    try {
      return executable(join(directory, program));
    } catch {
      /* look in the next one */
    }
  }
  throw new Error(`\`${program}\` is not on PATH`);
}

/** The end of a failed command's or call's output, on one line. */
export function reason(error: unknown): string {
  const { message, stderr } = error as { message: string; stderr?: string };
  return (stderr?.trim() || message).split('\n').slice(-3).join(' | ').slice(-400);
}
