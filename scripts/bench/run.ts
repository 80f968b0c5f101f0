// One benchmark command: its measurements one after the other, each on its own rig, as tables, as JSON, or kept in
// docs/measurements.md.
import { judged, markdown, type Figure } from './figures.ts';
import { writeResult } from './measurements-page.ts';
import { othersShare } from './others.ts';
import { openRig, type Rig } from './rig.ts';

export interface Benchmark<Name extends string> {
  /** The command's name on the page of measurements. */
  command: string;
  /** The measurements of this run. */
  names: readonly Name[];
  measure: (name: Name, rig: Rig) => Promise<Figure[]>;
  titleOf: (name: Name) => string;
  /** The parameters of the run, for the JSON. */
  parameters: Record<string, number>;
  json: boolean;
  write: boolean;
}

/** Runs the measurements; a failure is printed and sets the exit code 1. */
export async function runBenchmark<Name extends string>({
  command,
  names,
  measure,
  titleOf,
  parameters,
  json,
  write,
}: Benchmark<Name>): Promise<void> {
  const reports: Record<string, Figure[]> = {};
  try {
    for (const name of names) {
      const figures = (reports[name] = await onRig((rig) => measure(name, rig)));
      const table = markdown(titleOf(name), figures);
      if (!json) process.stdout.write(`${table}\n\n`);
      if (write) writeResult(`${command} ${name}`, table);
    }
    if (json) process.stdout.write(`${JSON.stringify({ ...parameters, reports: judged(reports) }, null, 2)}\n`);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Runs one measurement on its own rig, which is closed also after Ctrl-C or a failure. */
async function onRig(measure: (rig: Rig) => Promise<Figure[]>): Promise<Figure[]> {
  const busy: Figure = {
    name: 'cores busy with others before it began',
    value: (await othersShare()) * 100,
    unit: '%',
  };
  const rig = openRig((line) => {
    process.stderr.write(`${line}\n`);
  });
  const interrupted = (): void => {
    void rig.close().then(() => process.exit(130));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupted);
  try {
    return [...(await measure(rig)), busy];
  } finally {
    await rig.close();
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.removeListener(signal, interrupted);
  }
}
