// The load of other processes on the machine: it makes figures less reliable, and the report says so.
import { cpus, type CpuInfo } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

type Times = Pick<CpuInfo, 'times'>[];
const total = (of: Times, which: (times: CpuInfo['times']) => number): number =>
  of.reduce((sum, { times }) => sum + which(times), 0);

/** The fraction of all cores' time that was busy between two samples. */
export function busyShare(before: Times, after: Times): number {
  const all = (of: Times): number => total(of, ({ user, nice, sys, idle, irq }) => user + nice + sys + idle + irq);
  const idle = (of: Times): number => total(of, (times) => times.idle);
  const passed = all(after) - all(before);
  return passed === 0 ? 0 : 1 - (idle(after) - idle(before)) / passed;
}

/** Samples the machine for two idle seconds. */
export async function othersShare(): Promise<number> {
  const before = cpus();
  await sleep(2000);
  return busyShare(before, cpus());
}
