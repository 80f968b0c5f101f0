import { condition } from '../criterion.ts';

export const timeLeft = condition({
  name: 'time-left',
  description: 'The time left to ship-by is within these hours; an order without ship-by has unlimited time.',
  parameters: {
    minHours: { kind: 'number', min: 0, max: 10_000, optional: true },
    maxHours: { kind: 'number', min: 0, max: 10_000, optional: true },
  },
  range: ['minHours', 'maxHours'],
  holds: ({ shipByAt, now }, { minHours, maxHours }) => {
    const hours = shipByAt === null ? Infinity : (shipByAt - now) / 3_600_000;
    return (minHours === undefined || hours >= minHours) && (maxHours === undefined || hours <= maxHours);
  },
});
