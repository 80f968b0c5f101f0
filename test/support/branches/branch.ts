// One branch of an order's life.

import type { WholeSystem } from '../whole-system.ts';

/** `live` plays one order and returns its id; the order then comes to rest with the status `ends`. */
export interface Branch {
  ends: 'COMPLETED' | 'CANCELLED';
  live: (system: WholeSystem) => Promise<string>;
}

export type Branches = Record<string, Branch>;
