// What operators set up of a location: each column is declared once, here. Its type, the API's check, the columns of
// its file and the settings that routing keeps follow.
import { int4Max, type Fields, type ValuesOf } from '../values/field.ts';
import { methods, services } from '../values/method.ts';

export const locationKinds = ['STORE', 'WAREHOUSE'] as const;
const perDay = { kind: 'integer', min: 0, max: int4Max, unit: 'orders' } as const;

export const locationFields = {
  name: { kind: 'text' },
  kind: { kind: 'choice', of: locationKinds },
  partyId: { kind: 'key', description: 'The party that it belongs to.' },
  province: { kind: 'text' },
  city: { kind: 'text' },
  district: { kind: 'text', orNull: true },
  latitude: { kind: 'number', min: -90, max: 90, orNull: true },
  longitude: { kind: 'number', min: -180, max: 180, orNull: true },
  timeZone: { kind: 'timeZone' },
  openingHours: { kind: 'openingHours' },
  participating: { kind: 'flag', usual: true, description: 'Whether it is offered orders at all.' },
  autoAccept: { kind: 'flag', usual: false, description: 'Whether an offer counts as accepted at once.' },
  carriers: { kind: 'list', of: { kind: 'key' }, least: 0, most: 50, description: 'Carriers that collect there.' },
  dailyQuota: { ...perDay, orNull: true, description: 'Most orders a local day; null is no limit.' },
  methods: {
    kind: 'list',
    of: { kind: 'choice', of: services },
    most: 10,
    usual: methods,
    description: 'What it offers: to deliver, to hand over there, to send to the store where a pickup is collected.',
  },
  hourlyQuota: { ...perDay, orNull: true, description: 'Most orders a local hour; null is no limit.' },
  hourlyCapacity: {
    ...perDay,
    orNull: true,
    description: 'Orders that it handles in an hour: with more waiting it is congested; null is no limit.',
  },
} as const satisfies Fields;

export type LocationSetup = ValuesOf<typeof locationFields>;
