// The lint rules work: an offence planted in each folder is reported by its rule, and permitted code passes. A rule
// that lint silently skips fails here.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const imports = 'eslint(no-restricted-imports)';
const globals = 'eslint(no-restricted-globals)';
const properties = 'eslint(no-restricted-properties)';

/** A name of another file, imported and used, so that the file has no other offence. */
const using = (from: string): string => `import { thing } from '${from}';\nexport const own = thing;\n`;
const usingType = (from: string): string => `import type { Thing } from '${from}';\nexport type Own = Thing;\n`;
const lines = (n: number, line: (i: number) => string): string =>
  Array.from({ length: n }, (_, i) => line(i)).join('\n');
const longFunction = (n: number): string =>
  `export function long(): number {\n  let sum = 0;\n${lines(n - 4, () => '  sum += 1;')}\n  return sum;\n}\n`;

/** Top-level folders, each with the others that it must not import. */
const tops = [
  'domain',
  'calendar',
  'auth',
  'workflows',
  'activities',
  'api',
  'worker',
  'db',
  'sandbox',
  'scripts',
  'test',
];
const mayImport: Record<string, string[]> = {
  domain: [],
  calendar: ['domain'],
  auth: ['domain'],
  workflows: ['domain', 'activities'], // of activities the types only
  activities: ['domain', 'db', 'auth'],
  db: ['domain', 'calendar', 'auth'],
  api: ['domain', 'calendar', 'auth', 'db', 'workflows'], // of workflows the contract only
  worker: ['domain', 'auth', 'db', 'workflows', 'activities'],
  sandbox: ['auth'],
};
/** Rooms of the domain, from left to right: a room imports only those to its left. */
const rooms = [
  'values',
  'setup',
  'carriers',
  'inventory',
  'promise',
  'pricing',
  'performance',
  'audit',
  'routing',
  'order',
  'steps',
  'intake',
  'rules',
  'sourcing',
];

/** Folder, planted offence, source, and the rule that must report it. */
const offences: [folder: string, what: string, source: string, rule: string][] = [
  ...Object.entries(mayImport).flatMap(([folder, may]) =>
    tops
      .filter((other) => other !== folder && !may.includes(other))
      .map((other): [string, string, string, string] => [
        folder,
        `imports ${other}`,
        using(`../${other}/thing.ts`),
        imports,
      ]),
  ),
  ...rooms.flatMap((room, i) =>
    rooms
      .slice(i + 1)
      .map((other): [string, string, string, string] => [
        `domain/${room}`,
        `imports ${other}`,
        using(`../${other}/thing.ts`),
        imports,
      ]),
  ),
  ...rooms.map((room): [string, string, string, string] => [
    `domain/${room}`,
    'imports the sequence that uses it',
    using('../handle.ts'),
    imports,
  ]),
  ['domain/routing', 'imports a room to its right from a deeper folder', using('../order/thing.ts'), imports],
  ['calendar', 'imports a package beside luxon', using('zod'), imports],
  ['calendar', 'imports the order', using('../domain/order/thing.ts'), imports],
  ['domain', 'imports a package', using('zod'), imports],
  ['domain', 'imports a module of Node', using('node:fs'), imports],
  ['domain', 'imports the configuration', using('../config.ts'), imports],
  ['domain', 'imports a type of db', usingType('../db/thing.ts'), imports],
  ['domain', 'imports a package from a deeper folder', using('luxon'), imports],
  ['domain', 'passes on what is in db', "export { thing } from '../db/thing.ts';\n", imports],
  ['domain', 'imports db for its effect', "import '../db/thing.ts';\nexport const own = 1;\n", imports],
  ['domain', 'reads the clock', 'export const now = (): number => Date.now();\n', properties],
  ['domain', 'draws a number', 'export const luck = (): number => Math.random();\n', properties],
  ['domain', 'prints', "export const say = (): void => { console.log('x'); };\n", globals],
  ['domain', 'reads the environment', "export const home = (): unknown => process.env['HOME'];\n", globals],
  ['domain', 'calls somebody', "export const call = (): Promise<unknown> => fetch('http://x');\n", globals],
  ['domain', 'sets a timer', 'export const wait = (): unknown => setTimeout(() => undefined, 1);\n', globals],
  ['domain', 'asks the stopwatch', 'export const now = (): number => performance.now();\n', globals],
  ['domain', 'uses cryptography', 'export const id = (): string => crypto.randomUUID();\n', globals],
  [
    'domain',
    'reads the clock through globalThis',
    'export const now = (): number => globalThis.Date.now();\n',
    globals,
  ],
  ['workflows', 'imports zod', using('zod'), imports],
  ['workflows', 'imports a module of Node', using('node:fs'), imports],
  ['workflows', 'imports the ORM', using('@mikro-orm/core'), imports],
  ['workflows', 'imports the client', using('@temporalio/client'), imports],
  ['workflows', 'imports an activity and not its type', using('../activities/thing.ts'), imports],
  ['workflows', 'imports the configuration', using('../config.ts'), imports],
  ['workflows', 'draws a number', 'export const luck = (): number => Math.random();\n', properties],
  ['workflows', 'reads the clock', 'export const now = (): number => Date.now();\n', properties],
  ['workflows', 'reads the environment', "export const home = (): unknown => process.env['HOME'];\n", globals],
  ['workflows', 'calls somebody', "export const call = (): Promise<unknown> => fetch('http://x');\n", globals],
  ['activities', 'imports the configuration', using('../config.ts'), imports],
  ['db', 'imports the configuration', using('../config.ts'), imports],
  ['api', 'imports a workflow', using('../workflows/order.ts'), imports],
  ['api', 'imports a workflow from a deeper folder', using('../workflows/order.ts'), imports],
  ['api', 'imports the configuration', using('../config.ts'), imports],
  ['worker', 'imports the configuration', using('../config.ts'), imports],
  ...['domain', 'calendar', 'auth', 'workflows', 'activities', 'db', 'api', 'worker', 'sandbox', 'scripts'].map(
    (folder): [string, string, string, string] => [
      folder,
      'exports a default',
      'const thing = 1;\nexport default thing;\n',
      'import(no-default-export)',
    ],
  ),
  ...['domain', 'activities', 'db', 'api', 'worker', 'scripts'].map((folder): [string, string, string, string] => [
    folder,
    'has a function of 41 lines',
    longFunction(41),
    'eslint(max-lines-per-function)',
  ]),
  ['workflows', 'has a function of 61 lines', longFunction(61), 'eslint(max-lines-per-function)'],
  ...['domain', 'calendar', 'auth', 'workflows', 'activities', 'db', 'api', 'worker', 'sandbox', 'scripts'].map(
    (folder): [string, string, string, string] => [
      folder,
      'has 251 lines',
      `${lines(251, (i) => `export const a${i} = ${i};`)}\n`,
      'eslint(max-lines)',
    ],
  ),
  ...['domain', 'calendar', 'auth', 'workflows', 'activities', 'db', 'api', 'worker', 'sandbox', 'scripts'].map(
    (folder): [string, string, string, string] => [
      folder,
      'has a function of four parameters',
      'export const sum = (a: number, b: number, c: number, d: number): number => a + b + c + d;\n',
      'eslint(max-params)',
    ],
  ),
  ...['workflows', 'activities', 'db', 'api', 'worker', 'scripts', 'test'].map(
    (folder): [string, string, string, string] => [
      folder,
      'forgets a promise',
      'async function later(): Promise<void> { await Promise.resolve(); }\nexport function now(): void { later(); }\n',
      'typescript(no-floating-promises)',
    ],
  ),
  [
    'api',
    'gives a promise where nobody waits',
    'async function later(): Promise<void> { await Promise.resolve(); }\n' +
      'export const start = (): void => { [1].forEach(later); };\n',
    'typescript(no-misused-promises)',
  ],
  ['db', 'says any', 'export const thing = (x: any): unknown => x as unknown;\n', 'typescript(no-explicit-any)'],
  [
    'domain',
    'compares loosely',
    'export const same = (a: unknown, b: unknown): boolean => a == b;\n',
    'eslint(eqeqeq)',
  ],
  [
    'api',
    'leaves a variable unused',
    'export function thing(): number { const unused = 1; return 2; }\n',
    'eslint(no-unused-vars)',
  ],
];

/** Code that the same rules must pass. */
const permitted: [folder: string, what: string, source: string][] = [
  ['domain', 'its own files', using('./thing.ts')],
  ['domain', 'a file of the folder above in its own', using('../thing.ts')],
  ...rooms
    .slice(1)
    .map((room, i): [string, string, string] => [
      `domain/${room}`,
      'the room to its left',
      using(`../${rooms[i] ?? ''}/thing.ts`),
    ]),
  ['calendar', 'luxon and values', `${using('../domain/values/thing.ts')}export { DateTime } from 'luxon';\n`],
  ['auth', 'cryptography and ids', `${using('../domain/thing.ts')}export { createHmac } from 'node:crypto';\n`],
  ['sandbox', 'auth', using('../auth/thing.ts')],
  ['workflows', 'domain', using('../domain/thing.ts')],
  ['workflows', 'the workflow library', using('@temporalio/workflow')],
  ['workflows', 'a type of activities', usingType('../activities/thing.ts')],
  ['workflows', 'a function of 60 lines', longFunction(60)],
  ['activities', 'db and domain', `${using('../db/thing.ts')}export { thing as other } from '../domain/thing.ts';\n`],
  ['db', 'domain and packages', `${using('../domain/thing.ts')}export { z } from 'zod';\n`],
  ['api', 'the contract of workflows', using('../workflows/contract.ts')],
  ['api', 'db and domain', `${using('../db/thing.ts')}export { thing as other } from '../domain/thing.ts';\n`],
  [
    'worker',
    'workflows, activities and db',
    `${using('../workflows/thing.ts')}export { thing as a } from '../activities/thing.ts';\n` +
      "export { thing as b } from '../db/thing.ts';\n",
  ],
  ['api', 'the configuration, in its main', using('../config.ts')],
  ['worker', 'the configuration, in its main', using('../config.ts')],
  ['domain', 'a function of 40 lines', longFunction(40)],
  ['domain', 'a file of 250 lines', `${lines(250, (i) => `export const a${i} = ${i};`)}\n`],
  ['domain', 'three parameters', 'export const sum = (a: number, b: number, c: number): number => a + b + c;\n'],
  ['domain', 'a date from a number', 'export const day = (at: number): Date => new Date(at);\n'],
  ['workflows', 'the clock, in its one file', 'export const now = (): number => Date.now();\n'],
  [
    'scripts',
    'everything',
    lines(
      6,
      (i) =>
        `export { thing as t${i} } from ` +
        `'../${['domain', 'workflows', 'activities', 'db', 'api', 'worker'][i]}/thing.ts';`,
    ),
  ],
];

const deeper = (what: string): boolean => what.includes('deeper folder') || what.includes('folder above');
function fileOf(folder: string, what: string): string {
  if (what.includes('in its main')) return `${folder}/main.ts`;
  if (what.includes('in its one file')) return `${folder}/clock.ts`;
  return `${folder}/${deeper(what) ? 'deeper/' : ''}planted-${what.replaceAll(/[^a-z0-9]+/gi, '-')}.ts`;
}
const deepen = (what: string, source: string): string =>
  what.includes('deeper folder') ? source.replaceAll("'../", "'../../") : source;

let directory = '';
let found: { code: string; filename: string; message: string }[] = [];

function plant(file: string, source: string): void {
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(join(directory, file), source);
}

/** Lints a separate tree, with none of our files, by our rules. */
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'baton-lint-'));
  for (const file of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    cpSync(join(root, file), join(directory, file));
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  for (const folder of [...tops, ...rooms.map((room) => `domain/${room}`)])
    plant(`${folder}/thing.ts`, 'export const thing = 1;\nexport type Thing = number;\n');
  for (const file of ['workflows/contract.ts', 'workflows/order.ts', 'domain/handle.ts', 'config.ts'])
    plant(file, 'export const thing = 1;\n');
  for (const [folder, what, source] of offences) plant(fileOf(folder, what), deepen(what, source));
  for (const [folder, what, source] of permitted) plant(fileOf(folder, what), deepen(what, source));
  plant('domain/circle-a.ts', "import { b } from './circle-b.ts';\nexport const a = (): number => b();\n");
  plant('domain/circle-b.ts', "import { a } from './circle-a.ts';\nexport const b = (): number => a();\n");
  plant('domain/loop-a.ts', "import type { B } from './loop-b.ts';\nexport interface A { b: B | null }\n");
  plant('domain/loop-b.ts', "import type { A } from './loop-a.ts';\nexport interface B { a: A | null }\n");
  found = await lint(directory);
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

/** The report of our lint command in a directory. */
async function lint(cwd: string): Promise<typeof found> {
  const command = [join(root, 'node_modules/oxlint/bin/oxlint'), '--type-aware', '--quiet', '--format', 'json'];
  const out = await new Promise<string>((done) => {
    execFile(process.execPath, command, { cwd, maxBuffer: 64 << 20 }, (_error, stdout, stderr) => {
      done(stdout || stderr);
    });
  });
  expect(out).toMatch(/^\s*\{/);
  return (JSON.parse(out) as { diagnostics: typeof found }).diagnostics;
}
const reported = (file: string): string[] => found.filter((f) => f.filename === file).map((f) => f.code);

describe.each([...new Set(offences.map(([folder]) => folder))])('%s', (folder) => {
  test.each(offences.filter(([f]) => f === folder).map(([, what, , rule]) => [what, rule] as const))(
    'that %s is reported by %s',
    (what, rule) => {
      expect([...new Set(reported(fileOf(folder, what)))]).toEqual([rule]);
    },
  );
});

test.each(permitted.map(([folder, what]) => [folder, what] as const))('%s may have %s', (folder, what) => {
  expect(reported(fileOf(folder, what))).toEqual([]);
});

test('two files that import each other are reported', () => {
  expect(['domain/circle-a.ts', 'domain/circle-b.ts'].flatMap(reported)).toContain('import(no-cycle)');
});

test('a circle of types is reported like one of values', () => {
  expect(['domain/loop-a.ts', 'domain/loop-b.ts'].flatMap(reported)).toContain('import(no-cycle)');
});

test('what lint cannot see: domain and workflows never ask for the date of now nor load code while running', () => {
  const files = ['domain', 'workflows'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((f) => f.isFile() && f.name.endsWith('.ts'))
      .map((f) => join(f.parentPath, f.name)),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(files.filter((file) => /new Date\(\)|\bimport\(|\brequire\(/.test(readFileSync(file, 'utf8')))).toEqual([]);
});
