// What operators set up of a party: head office, franchisee, operator.
import { int4Max, type Fields, type ValuesOf } from '../values/field.ts';

export const partyFields = {
  name: { kind: 'text' },
  kind: { kind: 'choice', of: ['HEAD_OFFICE', 'FRANCHISEE', 'OPERATOR'] },
  dailyQuota: {
    kind: 'integer',
    min: 0,
    max: int4Max,
    orNull: true,
    description: 'Most orders a day over all its locations; null is no limit.',
  },
} as const satisfies Fields;

export type PartySetup = ValuesOf<typeof partyFields>;
