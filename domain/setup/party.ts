// The settings of a party (head office, franchisee, operator), each declared once.
import { int4Max, type Fields, type ValuesOf } from '../values/field.ts';

export const partyFields = {
  name: { kind: 'text' },
  kind: { kind: 'choice', of: ['HEAD_OFFICE', 'FRANCHISEE', 'OPERATOR'] },
  dailyQuota: {
    kind: 'integer',
    min: 0,
    max: int4Max,
    orNull: true,
    description: 'The most orders of a day over all its locations; null means no limit.',
  },
} as const satisfies Fields;

export type PartySetup = ValuesOf<typeof partyFields>;
