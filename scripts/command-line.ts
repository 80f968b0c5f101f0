import { parseArgs } from 'node:util';

export interface Accepted { positionals: boolean }

/** Returns the positional arguments; for --help prints the text and exits, for an argument not accepted says so and exits 2. */
export function argumentsOrHelp(help: string, { positionals: allowPositionals }: Accepted): string[] {
  try {
    const { values, positionals } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } }, allowPositionals });
    if (values.help !== true) return positionals;
    process.stdout.write(`${help}\n`);
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
    process.exit(2);
  }
}
