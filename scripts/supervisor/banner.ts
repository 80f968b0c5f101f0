import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { DataDirectory } from './data-directory.ts';
import { REPOSITORY_ROOT } from './services.ts';
import type { Settings } from './settings.ts';

const SHOWN_PER_ROLE = 4;

interface DemoKey {
  role: string;
  name: string;
  key: string;
  scope?: unknown;
}

export interface BannerFacts {
  settings: Settings;
  data: DataDirectory;
  databaseUrl: string;
  seconds: number;
}

/** The text when everything runs: addresses, keys, and the command for a first order. */
export function banner({ settings, data, databaseUrl, seconds }: BannerFacts): string {
  const api = `http://127.0.0.1:${settings.PORT}`;
  const temporal = settings.TEMPORAL_ADDRESS ?? `http://127.0.0.1:${settings.TEMPORAL_UI_PORT}`;
  const keys = demoKeys(data.file('demo-keys.json'));
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
    ...keySection(keys, data.file('demo-keys.json')),
    ...firstOrder(api, keys),
    '',
  ].join('\n');
}

function demoKeys(file: string): DemoKey[] {
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as DemoKey[]) : [];
}

/** The roles in the order of the file, each with its first keys. */
function keySection(keys: DemoKey[], file: string): string[] {
  if (keys.length === 0) return [];
  const shown = Object.values(Object.groupBy(keys, ({ role }) => role)).flatMap((ofRole = []) =>
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

function firstOrder(api: string, keys: DemoKey[]): string[] {
  const file = join(REPOSITORY_ROOT, 'db/seed/example-order.json');
  const key = keys.find(({ role }) => role.toLowerCase() === 'channel')?.key;
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
