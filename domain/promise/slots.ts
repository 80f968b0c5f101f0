// Delivery slots: the times of a day in which a location's same-day parcels are brought.
import type { Instant, Interval, Slot } from '../values/time.ts';

/**
 * A time of each day in which a location's parcels are brought, and how many orders it takes. Local times "HH:MM";
 * "24:00" is the end of the day.
 */
export interface DeliverySlot {
  from: string;
  to: string;
  capacity: number;
}

/**
 * What is wrong with the slot of an order that comes now, or null; `day` is the slot's calendar day where it was
 * chosen.
 */
export function slotError(
  { slot, day }: { slot: Slot; day: Interval },
  nowAt: Instant,
): { field: 'from' | 'to'; detail: string } | null {
  if (nowAt < day.fromAt || nowAt >= day.toAt)
    return { field: 'from', detail: 'must be today: only same-day delivery has slots' };
  return slot.toAt <= nowAt ? { field: 'to', detail: 'this slot is over' } : null;
}
