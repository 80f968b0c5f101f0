// One reason why an order is waiting.
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

/** A wait ends at `dueAt`, or by an action of `owner`. */
export interface Wait {
  kind: WaitKind;
  subjectId: string;
  dueAt: Instant | null;
  owner: string | null;
}
