import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { SeedKey } from '../../db/seed/retailer.ts';
import { demoKeysFile } from '../demo-keys/file.ts';
import type { DataDirectory } from './data-directory.ts';
import { REPOSITORY_ROOT } from './services.ts';
import type { Settings } from './settings.ts';

const SHOWN_PER_ROLE = 4;

export interface BannerFacts {
  settings: Settings;
  data: DataDirectory;
  databaseUrl: string;
  /** Of the demo; null without it. */
  keys: SeedKey[] | null;
  /** Made at this start, and shown only now. */
  firstKey: string | null;
  seconds: number;
}

/** The text when everything runs: addresses, keys, and the command for a first order. */
export function banner({ settings, data, databaseUrl, keys, firstKey, seconds }: BannerFacts): string {
  const api = `http://127.0.0.1:${settings.PORT}`;
  const temporal = settings.TEMPORAL_ADDRESS ?? `http://127.0.0.1:${settings.TEMPORAL_UI_PORT}`;
  return [
    '',
    `Baton is ready after ${seconds.toFixed(1)} s. Ctrl-C stops it, \`npm run reset\` forgets everything.`,
    '',
    `  API           ${api}`,
    `  Docs          ${api}/docs/`,
    `  Temporal UI   ${temporal}`,
    `  Sandbox       ${settings.SANDBOX_URL ?? `http://127.0.0.1:${settings.SANDBOX_PORT}`}` +
      '  plays carrier and payment provider',
    `  PostgreSQL    ${withoutPassword(databaseUrl)}`,
    `  Logs          ${shortPath(data.file('logs'))}/`,
    ...(keys === null ? ownKeys(firstKey) : [...keySection(keys, demoKeysFile(data.path)), ...firstOrder(api, keys)]),
    '',
  ].join('\n');
}

const ownKeys = (firstKey: string | null): string[] => [
  '',
  ...(firstKey === null
    ? ['Keys were made before; `npm run -s key -- list` shows them.']
    : ["The first operator's key, shown only now, for `Authorization: Bearer …`", `  ${firstKey}`]),
  'docs/keys.md says how stores and channels get theirs.',
];

/** The roles in the order of the file, each with its first keys. */
function keySection(keys: SeedKey[], file: string): string[] {
  if (keys.length === 0) return [];
  const shown = Object.values(Object.groupBy(keys, ({ role }) => role)).flatMap((ofRole) =>
    ofRole.slice(0, SHOWN_PER_ROLE),
  );
  const width = Math.max(...shown.map(({ name }) => name.length));
  const lines = shown.map(({ role, name, key }) => `  ${role.padEnd(12)}  ${name.padEnd(width)}  ${key}`);
  const rest = keys.length - shown.length;
  return [
    '',
    'Demo keys, for `Authorization: Bearer …`',
    ...lines,
    ...(rest > 0 ? [`  … and ${rest} more in ${shortPath(file)}`] : []),
  ];
}

function firstOrder(api: string, keys: SeedKey[]): string[] {
  const file = join(REPOSITORY_ROOT, 'db/seed/example-order.json');
  const key = keys.find(({ role }) => role === 'channel')?.key;
  if (key === undefined || !existsSync(file)) return [];
  const order = { ...(JSON.parse(readFileSync(file, 'utf8')) as object), channelOrderNumber: `DEMO-${Date.now()}` };
  return [
    '',
    'Place a first order:',
    `curl -sS ${api}/v1/orders -H 'Authorization: Bearer ${key}' -H 'Content-Type: application/json' ` +
      `-d ${shellQuoted(JSON.stringify(order))}`,
  ];
}

function shortPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere.startsWith('..') ? path : fromHere;
}

function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/([^:/@]+):[^@]*@/, '//$1:…@');
}
