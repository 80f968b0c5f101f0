// A page of docs/ keeps the last result of a command between two markers; `--write` replaces it.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Replaces the result between `<!-- name -->` and `<!-- /name -->` of the page; throws when the page lacks them. */
export function withResult(text: string, name: string, result: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no place for ${name}: ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${result}\n\n${text.slice(to)}`;
}

/** Writes a table that does not depend on the machine into a page of docs/. */
export function writeTable(page: string, name: string, table: string): void {
  const file = new URL(`../../${page}`, import.meta.url);
  writeFileSync(file, withResult(readFileSync(file, 'utf8'), name, table));
}

/** Writes a result, with its day (UTC) and the number of cores, into docs/measurements.md. */
export function writeResult(name: string, table: string): void {
  const day = new Date().toISOString().slice(0, 10);
  const measured = `${table}\n\nMeasured ${day} on ${availableParallelism()} cores.`;
  writeTable('docs/measurements.md', name, measured);
}
