// One reason why an order waits.
import type { Instant } from '../values/time.ts';

export type WaitKind =
  | 'START'
  | 'OFFER'
  | 'HOLD'
  | 'SHIP_LATE'
  | 'READY_LATE'
  | 'PICKUP_EXPIRY'
  | 'ARRIVAL_LATE'
  | 'PARCEL_SILENT'
  | 'BUYER_CHOICE'
  | 'INTERCEPT'
  | 'EFFECT'
  | 'ATTENTION';

/** One reason to wait: `dueAt` when time ends it, `owner` when a person or a system must. */
export interface Wait {
  kind: WaitKind;
  subjectId: string;
  dueAt: Instant | null;
  owner: string | null;
}
