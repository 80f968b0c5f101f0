// Who tells a newcomer that something is missing: the compiler, a generator, a test or the glossary's check.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Generator, Kind } from './kind.ts';

/** Runs Node in a folder; returns its exit code and its output. */
type Run = (folder: string, args: readonly string[]) => Promise<{ code: number; output: string }>;

/** Returns null when all is green, else who says what. */
export type Judge = (folder: string, kind: Kind, generate: boolean) => Promise<Verdict | null>;

export interface Verdict {
  by: 'compiler' | 'test' | 'command';
  said: string;
}

const scriptOf: Record<Generator['command'], string> = { docs: 'scripts/docs.ts', schema: 'scripts/schema.ts' };
const jest = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];
const results = '.bill-results.json';

/** Environment of the tests: the database is given, and no test of a kind needs Temporal. */
const runWith =
  (databaseUrl: string): Run =>
  (folder, args) =>
    new Promise((resolve, reject) => {
      const child = spawn(process.execPath, args, {
        cwd: folder,
        env: {
          ...process.env,
          TEST_DATABASE_URL: databaseUrl,
          TEST_TEMPORAL_ADDRESS: 'none',
          TEST_WORKFLOW_BUNDLE: 'none',
          TEST_TIME_SKIPPING: 'none',
          WALKS: '20',
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      child.stdout.on('data', (data: Buffer) => (output += data.toString()));
      child.stderr.on('data', (data: Buffer) => (output += data.toString()));
      child.on('error', reject);
      child.on('close', (code) => {
        resolve({ code: code ?? 1, output });
      });
    });

/** Asks the compiler first, then the generator, then the tests and the glossary's check; the first red one is told. */
export function judgeWith(databaseUrl: string): Judge {
  const run = runWith(databaseUrl);
  return async (folder, kind, generate) =>
    (await compiled(run, folder)) ??
    (generate && kind.generator ? await command(run, folder, scriptOf[kind.generator.command]) : null) ??
    (kind.glossary ? await command(run, folder, 'scripts/checks/words.ts') : null) ??
    (await tested(run, folder, kind));
}

const firstLine = (text: string, sign: RegExp): string =>
  text
    .split('\n')
    .find((line) => sign.test(line))
    ?.trim() ??
  text.trim().split('\n').at(-1) ??
  '';

async function compiled(run: Run, folder: string): Promise<Verdict | null> {
  const incremental = ['--incremental', '--tsBuildInfoFile', '.bill.tsbuildinfo'];
  const { code, output } = await run(folder, ['node_modules/typescript/bin/tsc', '-p', '.', ...incremental]);
  return code === 0 ? null : { by: 'compiler', said: firstLine(output, /error TS/) };
}

async function command(run: Run, folder: string, script: string): Promise<Verdict | null> {
  const { code, output } = await run(folder, ['--import', './scripts/provisioning/required-node.js', script]);
  return code === 0 ? null : { by: 'command', said: `${script}: ${firstLine(output, /\S/)}` };
}

interface JestResult {
  status: string;
  fullName: string;
  failureMessages: string[];
}
interface JestResults {
  testResults: { name: string; message: string; assertionResults: JestResult[] }[];
}

async function tested(run: Run, folder: string, { tests, testNames }: Kind): Promise<Verdict | null> {
  const file = join(folder, results);
  rmSync(file, { force: true });
  const names = testNames === undefined ? [] : ['--testNamePattern', testNames];
  const { code, output } = await run(folder, [...jest, '--json', `--outputFile=${results}`, ...names, ...tests]);
  if (code === 0) return null;
  if (!existsSync(file)) throw new Error(`the tests did not run:\n${output.slice(-2000)}`);
  return { by: 'test', said: failureIn(JSON.parse(readFileSync(file, 'utf8')) as JestResults, folder) };
}

/** The first failed test, or the file that could not be loaded. */
function failureIn({ testResults }: JestResults, folder: string): string {
  for (const { name, message, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed');
    const file = name.replace(`${folder}/`, '');
    if (failed) return `${file}: ${failed.fullName} (${firstLine(failed.failureMessages[0] ?? '', /\S/)})`;
    if (message !== '') return `${file} cannot be run: ${firstLine(message, /Error/)}`;
  }
  throw new Error('the tests failed without a failed test');
}
