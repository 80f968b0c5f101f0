// node scripts/checks/words.ts: comments and documents use plain words, and the glossary lists the words of the code.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { argumentsOrHelp } from '../command-line.ts';
import { glossaryOffences, namesOf, wordOffences } from './word-offences.ts';

const HELP = `Usage: node scripts/checks/words.ts

Checks the comments of TypeScript and SQL files, README.md and docs/ for words that say less than the field's noun, and
docs/glossary.md for a row for every exported type of domain/ and every entity.`;

argumentsOrHelp(HELP, { positionals: false });
const glossary = 'docs/glossary.md';
/** Generated, not written by hand */
const generated = ['db/schema/schema.sql'];

const files = execFileSync(
  'git',
  ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.sql', 'docs/*.md', 'README.md'],
  { encoding: 'utf8' },
)
  .trim()
  .split('\n')
  .filter((file) => !generated.includes(file) && existsSync(file));
const read = (file: string): string => readFileSync(file, 'utf8');
const named = files.filter((file) => /^(domain|db\/schema\/entities)\/.*\.ts$/.test(file));
const offences = [
  ...files.flatMap((file) => wordOffences(file, read(file))),
  ...glossaryOffences(
    read(glossary),
    named.flatMap((file) => namesOf(read(file))),
  ).map((offence) => `${glossary} ${offence}`),
];
for (const offence of offences) process.stderr.write(`${offence}\n`);
process.stdout.write(`words: ${files.length} files, ${offences.length} offences\n`);
process.exitCode = offences.length > 0 ? 1 : 0;
