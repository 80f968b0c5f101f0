// The common state of a simulation's lives.

import type { OrderBody } from '../olist/convert.ts';
import type { System } from './system.ts';
import type { Tally } from './tally.ts';

export interface Stage {
  system: System;
  tally: Tally;
  seed: number;
  channel: string;
  otherStoreFor: (order: OrderBody) => string | null;
  watch: (from: string | null, to: string) => void;
}
