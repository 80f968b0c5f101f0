// The settings of a location that operators set up, each declared once. Its type, the API's check, the columns of its
// file and the settings that routing caches follow from the declarations.
import { int4Max, type Fields, type ValuesOf } from '../values/field.ts';
import { methods, services } from '../values/method.ts';

export const locationKinds = ['STORE', 'WAREHOUSE'] as const;
const perDay = { kind: 'integer', min: 0, max: int4Max, unit: 'orders' } as const;

export const locationFields = {
  name: { kind: 'text' },
  kind: { kind: 'choice', of: locationKinds },
  partyId: { kind: 'key', description: 'The party that the location belongs to.' },
  province: { kind: 'text' },
  city: { kind: 'text' },
  district: { kind: 'text', orNull: true },
  latitude: { kind: 'number', min: -90, max: 90, orNull: true },
  longitude: { kind: 'number', min: -180, max: 180, orNull: true },
  timeZone: { kind: 'timeZone' },
  openingHours: { kind: 'openingHours' },
  participating: { kind: 'flag', defaultValue: true, description: 'Says whether the location gets offers at all.' },
  autoAccept: {
    kind: 'flag',
    defaultValue: false,
    description: 'Says whether every offer counts as accepted at once.',
  },
  carriers: { kind: 'list', of: { kind: 'key' }, least: 0, most: 50, description: 'Carriers that collect there.' },
  dailyQuota: { ...perDay, orNull: true, description: 'The most orders of a local day; null means no limit.' },
  methods: {
    kind: 'list',
    of: { kind: 'choice', of: services },
    most: 10,
    defaultValue: methods,
    description: 'Services of the location: delivery, pickup, and sending goods to the store of a pickup.',
  },
  hourlyQuota: { ...perDay, orNull: true, description: 'The most orders of a local hour; null means no limit.' },
  hourlyCapacity: {
    ...perDay,
    orNull: true,
    description: 'Orders that the location can handle in an hour: a longer backlog is congestion; null means no limit.',
  },
} as const satisfies Fields;

export type LocationSetup = ValuesOf<typeof locationFields>;
