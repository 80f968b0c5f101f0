// By when an order must leave: decided at intake, stored, never computed again.
import type { Instant, Slot } from '../values/time.ts';

/**
 * The working days of a channel ahead of an instant, ascending: until when an order counts for the day, and by when
 * that day's orders leave. Local times, expanded by db/.
 */
export interface WorkingDay {
  cutOffAt: Instant;
  shipAt: Instant;
}
/** A time in which other promises hold: so many seconds from the receipt, as a sales festival may allow. */
export interface Campaign {
  name: string;
  fromAt: Instant;
  toAt: Instant;
  shipBySeconds: number;
}

export interface PromiseTerms {
  shipBySeconds: number; // where the channel keeps no calendar
  workingDays: readonly WorkingDay[] | null;
  handlingDays: number; // whole working days between the day an order counts for and the day it leaves
  campaigns: readonly Campaign[];
}

/**
 * The channel's own instant when it gives one; else that of the campaign in which the order was placed (the first one
 * listed); else the end of the working day it counts for, as many working days later as handling takes; else so many
 * seconds after the receipt. Source: domain.md, Promise.
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
 * An order for the same day leaves before its slot begins; in a slot that has begun, or without one, so many seconds
 * after the receipt, but never after its slot.
 */
export function sameDayShipBy(
  { slot, receivedAt }: { slot: Slot | null; receivedAt: Instant },
  { sameDaySeconds }: { sameDaySeconds: number },
): Instant {
  if (slot && receivedAt < slot.fromAt) return slot.fromAt;
  return Math.min(slot?.toAt ?? Infinity, receivedAt + sameDaySeconds * 1000);
}

/**
 * When a channel's orders leave: those that come before `cutOff` on a working day by `shipTime` of that day. Local
 * times "HH:MM", ISO weekdays 1 Monday … 7 Sunday, holidays YYYY-MM-DD.
 */
export interface PromiseCalendar {
  timeZone: string;
  cutOff: string;
  shipTime: string;
  weekdays: number[];
  holidays: string[];
}
