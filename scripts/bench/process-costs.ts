// What a process has cost so far, as Linux counts it: CPU seconds with those of its children, and memory.
import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

let ticks: number | undefined;
const ticksPerSecond = (): number => (ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })));

/** The fields of /proc/<pid>/stat after the command's name, which may hold spaces and parentheses itself. */
export const statFields = (stat: string): string[] =>
  stat
    .slice(stat.lastIndexOf(')') + 2)
    .trim()
    .split(' ');

/**
 * Clock ticks of a process and of its children that have ended: utime, stime, cutime and cstime, fields 14 to 17 of
 * proc(5).
 */
export const ticksIn = (stat: string): number =>
  statFields(stat)
    .slice(11, 15)
    .reduce((sum, field) => sum + Number(field), 0);

const parentIn = (stat: string): number => Number(statFields(stat)[1]);

/**
 * Kilobytes that a smaps_rollup counts as the process's own share (Pss): memory shared by n processes counts an nth for
 * each.
 */
export const pssKilobytesIn = (rollup: string): number => Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);

function readOf(pid: number, file: 'stat' | 'smaps_rollup'): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined; // it has ended meanwhile
  }
}

/** The process and all below it that run now. */
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
 * CPU seconds of the process, of what it has started and of what of that has ended; a backend that is reaped meanwhile
 * is not lost, its parent has it.
 */
export function cpuSecondsOf(pid: number): number {
  return family(pid).reduce((sum, id) => sum + ticksIn(readOf(id, 'stat') ?? ''), 0) / ticksPerSecond();
}

/** Megabytes (of 2^20 bytes) of memory that the process and all below it hold, shared pages by their share (PSS). */
export function memoryMegabytesOf(pid: number): number {
  return family(pid).reduce((sum, id) => sum + pssKilobytesIn(readOf(id, 'smaps_rollup') ?? ''), 0) / 1024;
}
