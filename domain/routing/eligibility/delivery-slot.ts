import { eligibility } from '../criterion.ts';

export const deliverySlot = eligibility({
  name: 'delivery-slot',
  description:
    'An order for a slot goes only where that slot is offered today, is not over and has capacity left; a ' +
    'slot is never overfilled.',
  parameters: {},
  refuse: (candidate, request) => {
    if (!request.sameDay || !request.slot) return null;
    if (request.slot.toAt <= request.now) return { code: 'SLOT_OVER', detail: 'the slot is over' };
    const slot = candidate.sameDay?.slot ?? null;
    if (slot === null) return { code: 'SLOT_NOT_OFFERED', detail: 'does not deliver in this slot today' };
    return slot.taken < slot.capacity
      ? null
      : { code: 'SLOT_FULL', detail: `slot of ${slot.period} is full (${slot.taken} of ${slot.capacity})` };
  },
});
