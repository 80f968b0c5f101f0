// A kind of new thing: an example as a patch, its checks and its ceilings.
import type { Ceiling, Place } from './place.ts';

/** Makes generated files; they are not counted as written by hand. */
export interface Generator {
  /** A script of package.json and its file. */
  command: 'docs' | 'schema';
  files: readonly string[];
}

export interface Kind {
  /** For `--only`. */
  name: string;
  /** As the document names it, with the example. */
  title: string;
  places: readonly Place[];
  generator: Generator | null;
  /** Test files that a newcomer runs for this kind. */
  tests: readonly string[];
  /** Only tests with such a name, where others of the files take long and say nothing about the kind. */
  testNames?: string;
  /** The glossary is checked, too. */
  glossary?: true;
  ceiling: Ceiling;
  /** Why it costs more than one place, where it does. */
  reason: string;
}

export const docs: Generator = { command: 'docs', files: ['docs/channel-policy.md'] };
export const schema: Generator = {
  command: 'schema',
  files: ['db/schema/functions/read_order.sql', 'db/schema/functions/write_order.sql', 'db/schema/schema.sql'],
};
