import { condition } from '../criterion.ts';
import { samePlace } from '../../values/place.ts';

export const region = condition({
  name: 'region',
  description: 'The order goes to one of these provinces and, if cities are named, to one of these cities.',
  parameters: {
    provinces: { kind: 'list', of: { kind: 'text' } },
    cities: { kind: 'list', of: { kind: 'text' }, optional: true },
  },
  holds: ({ destination }, { provinces, cities }) =>
    destination !== null &&
    provinces.some((one) => samePlace(one, destination.province)) &&
    (cities === undefined || cities.some((one) => samePlace(one, destination.city))),
});
