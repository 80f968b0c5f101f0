import { ownValue } from '../../values/record.ts';
import { locationKinds } from '../../setup/location.ts';
import { eligibility } from '../criterion.ts';

export const goodsClass = eligibility({
  name: 'goods-class',
  description:
    'Which kinds of location, of which parties, may serve a class of goods. An order of several classes may go whole ' +
    'to a location of the head office; a class that yields may go whole to any; a class not named is free.',
  parameters: {
    classes: {
      kind: 'map',
      of: {
        kind: 'object',
        of: {
          kinds: { kind: 'list', of: { kind: 'choice', of: locationKinds }, optional: true },
          partyKinds: { kind: 'list', of: { kind: 'text' }, optional: true },
          yields: { kind: 'flag', optional: true },
        },
      },
    },
  },
  refuseLine: (line, { candidate, request }, { classes }) => {
    const policy = ownValue(classes, line.goodsClass);
    const allowed =
      !policy ||
      ((policy.kinds?.includes(candidate.kind) ?? true) && (policy.partyKinds?.includes(candidate.partyKind) ?? true));
    if (allowed) return null;
    const ineligible = { code: 'GOODS_CLASS', detail: `may not serve goods of class ${line.goodsClass}` };
    if (candidate.partyKind === 'HEAD_OFFICE' && request.lines.some((other) => other.goodsClass !== line.goodsClass))
      return { ...ineligible, exceptComplete: 'EQUAL' };
    return policy.yields === true ? { ...ineligible, exceptComplete: 'LAST_RESORT' } : ineligible;
  },
});
