// Delivery on the day of the order: the times of day in which a location offers it, which slot can no longer be kept,
// and how such an order becomes an ordinary one.
import { note, type Change } from '../order/change.ts';

/** The order is an ordinary one from now on, and its channel is told. Its ship-by stays what was promised. */
export function convertToStandard(change: Change, reason: string): void {
  Object.assign(change.order, { sameDay: false, slot: null });
  note(change, { machine: 'NOTE', subjectId: change.order.id, from: 'SAME_DAY', to: 'STANDARD', detail: reason });
  change.writeBacks.push({
    event: 'order.delivery_changed',
    data: { delivery: { speed: 'STANDARD', slot: null }, reason },
  });
}
