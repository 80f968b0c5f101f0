// docs/measurements.md keeps the last result of each measurement between two markers; `--write` replaces it.
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const page = new URL('../../docs/measurements.md', import.meta.url);

/** Replaces the result between `<!-- name -->` and `<!-- /name -->` of the page; throws when the page lacks them. */
export function withResult(text: string, name: string, result: string): string {
  const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`docs/measurements.md has no place for ${name}: ${begin} … ${end}`);
  return `${text.slice(0, from + begin.length)}\n\n${result}\n\n${text.slice(to)}`;
}

/** Writes a result, with its day (UTC) and the number of cores, into docs/measurements.md. */
export function writeResult(name: string, table: string): void {
  const day = new Date().toISOString().slice(0, 10);
  const result = `${table}\n\nMeasured ${day} on ${availableParallelism()} cores.`;
  writeFileSync(page, withResult(readFileSync(page, 'utf8'), name, result));
}
