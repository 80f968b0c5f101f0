import { parseArgs, type ParseArgsConfig } from 'node:util';
import { z } from 'zod';

export interface Accepted {
  positionals: boolean;
}

/**
 * Returns the positional arguments; for --help prints the text and exits, for an unknown argument reports it and exits
 * 2.
 */
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

/**
 * Returns the options as the schema parses them; for --help prints the text and exits, for invalid input reports it and
 * exits 2.
 */
export function optionsOrHelp<S extends z.ZodType>(
  help: string,
  options: NonNullable<ParseArgsConfig['options']>,
  wanted: S,
): z.output<S> {
  try {
    const { help: isAsked, ...values } = parseArgs({
      options: { help: { type: 'boolean', short: 'h' }, ...options },
    }).values;
    if (isAsked === true) {
      process.stdout.write(`${help}\n`);
      process.exit(0);
    }
    const parsed = wanted.safeParse(values);
    if (parsed.success) return parsed.data;
    throw new Error(z.prettifyError(parsed.error));
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${help}\n`);
    process.exit(2);
  }
}
