import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SeedKey } from '../../db/seed/retailer.ts';

/** Where a data directory has the keys of the demo. */
export const demoKeysFile = (dataDir: string): string => join(dataDir, 'demo-keys.json');

/** The keys with which the demo was seeded last; null when it was not. */
export const keptDemoKeys = (file: string): SeedKey[] | null =>
  existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as SeedKey[]) : null;
