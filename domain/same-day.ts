// Delivery on the day of the order: the times of day in which a location offers it, which slot can no longer be kept,
// and how such an order becomes an ordinary one.
import { note, type Change } from './change.ts';
import type { Interval } from './opening-hours.ts';
import type { Instant, Slot } from './order.ts';

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
export function slotFault(
  { slot, day }: { slot: Slot; day: Interval },
  nowAt: Instant,
): { field: 'from' | 'to'; detail: string } | null {
  if (nowAt < day.fromAt || nowAt >= day.toAt)
    return { field: 'from', detail: 'must be today: only same-day delivery has slots' };
  return slot.toAt <= nowAt ? { field: 'to', detail: 'this slot is over' } : null;
}

/** The order is an ordinary one from now on, and its channel is told. Its ship-by stays what was promised. */
export function becomeStandard(change: Change, reason: string): void {
  Object.assign(change.order, { sameDay: false, slot: null });
  note(change, { machine: 'NOTE', subjectId: change.order.id, from: 'SAME_DAY', to: 'STANDARD', detail: reason });
  change.writeBacks.push({
    event: 'order.delivery_changed',
    data: { delivery: { speed: 'STANDARD', slot: null }, reason },
  });
}
