import { rankingCriterion } from '../criterion.ts';
import type { Candidate } from '../request.ts';

const kinds = ['HEAD_OFFICE_WAREHOUSE', 'REGION_WAREHOUSE', 'STORE'] as const;

export const locationKind = rankingCriterion({
  name: 'location-kind',
  description:
    'Kinds of location in the order of the groups; kinds of one group rank equally, those not named come ' +
    'last. A warehouse of another party than the head office is a region warehouse.',
  parameters: { groups: { kind: 'list', of: { kind: 'list', of: { kind: 'choice', of: kinds } } } },
  score: (candidate, _request, { groups }) => {
    const at = groups.findIndex((group) => group.includes(kindOf(candidate)));
    return at === -1 ? groups.length : at;
  },
});

const kindOf = ({ kind, partyKind }: Candidate): (typeof kinds)[number] =>
  kind === 'STORE' ? 'STORE' : partyKind === 'HEAD_OFFICE' ? 'HEAD_OFFICE_WAREHOUSE' : 'REGION_WAREHOUSE';
