import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeKey } from '../../auth/api-key.ts';
import { demoKeys } from '../../db/seed/demo-retailer.ts';
import type { SeedKey } from '../../db/seed/retailer.ts';
import { keptDemoKeys } from './file.ts';

/**
 * The keys with which a demo is seeded, written to the file for its owner only: those that everybody knows or, in
 * production, random ones, which stay the same as long as the file stays.
 */
export function writeDemoKeys(file: string, { production }: { production: boolean }): SeedKey[] {
  const keys = production ? ownKeys(file) : demoKeys();
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `${JSON.stringify(keys, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file, 0o600); // of a file that was there, too
  return keys;
}

function ownKeys(file: string): SeedKey[] {
  const known = new Set(demoKeys().map(({ key }) => key));
  const kept = keptDemoKeys(file);
  return kept && !kept.some(({ key }) => known.has(key)) ? kept : demoKeys().map((one) => ({ ...one, ...makeKey() }));
}
