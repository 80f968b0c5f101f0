import { eligibility } from '../criterion.ts';
import { isChosenStore } from '../request.ts';

export const backlog = eligibility({
  name: 'backlog',
  description:
    'A location that has more orders than it handles in an hour is congested: its orders overflow to others. Pickup ' +
    'orders pass.',
  parameters: {},
  needs: ['backlog'],
  refuse: (candidate, request) => {
    if (
      candidate.hourlyCapacity === null ||
      isChosenStore(request, candidate.locationId) ||
      candidate.backlog < candidate.hourlyCapacity
    )
      return null;
    return {
      code: 'CONGESTED',
      detail: `${candidate.backlog} orders wait there, it handles ${candidate.hourlyCapacity} an hour`,
    };
  },
});
