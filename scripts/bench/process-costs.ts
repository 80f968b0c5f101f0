// The cost of a process as Linux counts it: CPU seconds including its children, and memory.
import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

let ticks: number | undefined;
const ticksPerSecond = (): number => (ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));

/** The fields of /proc/<pid>/stat after the command's name, which may contain spaces and parentheses. */
export const statFields = (stat: string): string[] =>
  stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');

/** Clock ticks of a process and of its ended children: utime, stime, cutime and cstime, fields 14 to 17 of proc(5). */
export const ticksIn = (stat: string): number =>
  statFields(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);

const parentIn = (stat: string): number => Number(statFields(stat)[1]);

/** The proportional set size (Pss) of a smaps_rollup in kilobytes: memory shared by n processes counts 1/n for each. */
export const pssKilobytesIn = (rollup: string): number => Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);

function readOf(pid: number, file: 'stat' | 'smaps_rollup'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // it has ended in the meantime
  }
}

/** The process and its running descendants. */
function family(pid: number): number[] {
  const all = readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0)
    .flatMap((id) => {
      const stat = readOf(id, 'stat');
      return stat === undefined ? [] : [{ id, parent: parentIn(stat) }];
    });
  const below = (parent: number): number[] =>
    all.filter((p) => p.parent === parent).flatMap((p) => [p.id, ...below(p.id)]);
  return [pid, ...below(pid)];
}

/**
 * CPU seconds of the process and its descendants, running or ended; the time of a reaped backend is counted by its
 * parent.
 */
export function cpuSecondsOf(pid: number): number {
  return family(pid).reduce((sum, id) => sum + ticksIn(readOf(id, 'stat') ?? ''), 0) / ticksPerSecond();
}

/** Megabytes (of 2^20 bytes) of the process and its descendants, shared pages proportionally (PSS). */
export function memoryMegabytesOf(pid: number): number {
  return family(pid).reduce((sum, id) => sum + pssKilobytesIn(readOf(id, 'smaps_rollup') ?? ''), 0) / 1024;
}
