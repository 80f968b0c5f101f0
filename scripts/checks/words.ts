// node scripts/checks/words.ts: comments and documents use plain words, and the glossary lists the words of the code.
import { readFileSync } from 'node:fs';
import { argumentsOrHelp } from '../command-line.ts';
import { writtenFiles } from './written-files.ts';
import { glossaryOffences, namesOf, wordOffences } from './word-offences.ts';

const HELP = `Usage: node scripts/checks/words.ts

Checks the comments of TypeScript and SQL files, README.md and docs/ for words that say less than the field's noun, and
docs/glossary.md for a row for every exported type of domain/ and every entity.`;

argumentsOrHelp(HELP, { positionals: false });
const glossary = 'docs/glossary.md';

const files = writtenFiles(['*.ts', '*.sql', 'docs/*.md', 'README.md']);
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
