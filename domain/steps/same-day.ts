// The conversion of a same-day order to standard delivery.
import { note, type Change } from '../order/change.ts';

/** Converts the order to standard delivery and tells its channel. The promised ship-by stays. */
export function convertToStandard(change: Change, reason: string): void {
  Object.assign(change.order, { sameDay: false, slot: null });
  note(change, { machine: 'NOTE', subjectId: change.order.id, from: 'SAME_DAY', to: 'STANDARD', detail: reason });
  change.writeBacks.push({
    event: 'order.delivery_changed',
    data: { delivery: { speed: 'STANDARD', slot: null }, reason },
  });
}
