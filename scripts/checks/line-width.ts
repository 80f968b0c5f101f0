// Lines of code, comments and SQL have at most 120 columns: oxfmt breaks code, this check finds the rest.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const columns = 120;
/** Generated, not written by hand */
const generated = ['db/schema/schema.sql'];

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.js', '*.sql'], {
  encoding: 'utf8',
})
  .trim()
  .split('\n')
  .filter((file) => !generated.includes(file));

const tooWide = files.flatMap((file) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, i) => {
      const width = Array.from(line).length;
      return width > columns ? [`${file}:${i + 1} has ${width} columns`] : [];
    }),
);
for (const one of tooWide) process.stderr.write(`${one}\n`);
process.stdout.write(`line width: ${files.length} files, ${tooWide.length} lines wider than ${columns} columns\n`);
process.exitCode = tooWide.length > 0 ? 1 : 0;
