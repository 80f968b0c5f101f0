// Delivery slots: times of a day in which a location's same-day parcels are delivered.
import type { Instant, Interval, Slot } from '../values/time.ts';

/**
 * A daily delivery slot of a location and the number of orders it takes. Local times "HH:MM"; "24:00" is the end of the
 * day.
 */
export interface DeliverySlot {
  from: string;
  to: string;
  capacity: number;
}

/**
 * Returns the error of the slot of an order received now, or null; `day` is the slot's calendar day in the zone in
 * which it was chosen.
 */
export function slotError(
  { slot, day }: { slot: Slot; day: Interval },
  nowAt: Instant,
): { field: 'from' | 'to'; detail: string } | null {
  if (nowAt < day.fromAt || nowAt >= day.toAt)
    return { field: 'from', detail: 'must be today: only same-day delivery has slots' };
  return slot.toAt <= nowAt ? { field: 'to', detail: 'this slot is over' } : null;
}
