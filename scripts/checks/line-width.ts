// Lines of code, comments, SQL and documents have at most 120 columns: oxfmt breaks code, this check finds the rest.
import { readFileSync } from 'node:fs';
import { writtenFiles } from './written-files.ts';

const columns = 120;

const files = writtenFiles(['*.ts', '*.js', '*.sql', '*.md']);
/** Tables and blocks of code in documents cannot be broken. */
const isProse = (line: string): boolean => !/^\s*\||^ {4}/.test(line);

const tooWide = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const width = Array.from(line).length;
      const mayBeWide = file.endsWith('.md') && !isProse(line);
      return width > columns && !mayBeWide ? [`${file}:${i + 1} has ${width} columns`] : [];
    }),
);
for (const one of tooWide) process.stderr.write(`${one}\n`);
process.stdout.write(`line width: ${files.length} files, ${tooWide.length} lines wider than ${columns} columns\n`);
process.exitCode = tooWide.length > 0 ? 1 : 0;
