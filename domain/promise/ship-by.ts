// The ship-by of an order: decided at intake, stored, never recomputed.
import type { Instant, Slot } from '../values/time.ts';

/**
 * A working day of a channel: orders before `cutOffAt` count for this day and leave by `shipAt`. Ascending, expanded
 * from local times by calendar/.
 */
export interface WorkingDay {
  cutOffAt: Instant;
  shipAt: Instant;
}
/** A period with another promise: `shipBySeconds` from the receipt, for example during a sales festival. */
export interface Campaign {
  name: string;
  fromAt: Instant;
  toAt: Instant;
  shipBySeconds: number;
}

export interface PromiseTerms {
  shipBySeconds: number; // where the channel has no calendar
  workingDays: readonly WorkingDay[] | null;
  handlingDays: number; // whole working days between the day an order counts for and the day it leaves
  campaigns: readonly Campaign[];
}

/**
 * The channel's own ship-by if it gives one; else that of the first listed campaign in which the order was placed; else
 * the end of the working day it counts for, plus the handling days; else `shipBySeconds` after the receipt.
 */
export function shipByOf(
  { given, placedAt, receivedAt }: { given: Instant | null; placedAt: Instant; receivedAt: Instant },
  terms: PromiseTerms,
): Instant {
  if (given !== null) return given;
  const campaign = terms.campaigns.find(({ fromAt, toAt }) => fromAt <= placedAt && placedAt < toAt);
  if (campaign) return receivedAt + campaign.shipBySeconds * 1000;
  const days = terms.workingDays?.filter(({ cutOffAt }) => receivedAt < cutOffAt) ?? [];
  return days[terms.handlingDays]?.shipAt ?? receivedAt + terms.shipBySeconds * 1000;
}

/**
 * A same-day order leaves before its slot begins; without a slot, or in one that has begun, `sameDaySeconds` after the
 * receipt, but never after the slot's end.
 */
export function sameDayShipBy(
  { slot, receivedAt }: { slot: Slot | null; receivedAt: Instant },
  { sameDaySeconds }: { sameDaySeconds: number },
): Instant {
  if (slot && receivedAt < slot.fromAt) return slot.fromAt;
  return Math.min(slot?.toAt ?? Infinity, receivedAt + sameDaySeconds * 1000);
}

/**
 * A channel's shipping calendar: orders before `cutOff` on a working day leave by `shipTime` of that day. Local times
 * "HH:MM", ISO weekdays 1 Monday … 7 Sunday, holidays YYYY-MM-DD.
 */
export interface PromiseCalendar {
  timeZone: string;
  cutOff: string;
  shipTime: string;
  weekdays: number[];
  holidays: string[];
}
