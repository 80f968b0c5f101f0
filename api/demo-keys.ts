import type { EntityManager } from '@mikro-orm/postgresql';
import { hashKey } from '../auth/api-key.ts';
import { demoKeys } from '../db/seed/demo-retailer.ts';
import { usableAmong } from '../db/setup/api-keys.ts';
import { isLoopback } from './loopback.ts';

export interface Exposure {
  HOST: string;
  NODE_ENV?: string | undefined;
}

/** Throws when a usable key of the demo, which everybody can read, is stored and others can reach this API. */
export async function refuseDemoKeys(em: EntityManager, { HOST, NODE_ENV }: Exposure): Promise<void> {
  if (NODE_ENV !== 'production' && isLoopback(HOST)) return;
  const usable = await usableAmong(
    em,
    demoKeys().map(({ key }) => hashKey(key)),
  );
  if (usable.length === 0) return;
  throw new Error(
    `${usable.length} keys of the demo are stored, which everybody knows (${usable.slice(0, 3).join(', ')}, …): end ` +
      'them with `npm run key -- revoke --demo`, or, for trying, listen on 127.0.0.1 without NODE_ENV=production',
  );
}
