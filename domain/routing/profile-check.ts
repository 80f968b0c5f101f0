// What the shape of a profile does not say: each fault with the JSON pointer of its place. The engine trusts what
// passed.
import type { ProfileData, ProfileRule, CriterionUse } from './profile.ts';
import { criterionNamed, register } from './register.ts';

export interface ProfileError {
  pointer: string;
  detail: string;
}

/**
 * Rules of the same name, criteria that stand twice, conditions that can never hold, rests that would go round for
 * ever. Empty when it is sound.
 */
export function profileErrors({ rules }: ProfileData): ProfileError[] {
  return rules.flatMap((rule, at) => {
    const here = `/rules/${at}`;
    return [
      ...(rules.findIndex((other) => other.name === rule.name) < at
        ? [{ pointer: `${here}/name`, detail: `two rules are named ${rule.name}` }]
        : []),
      ...duplicates(rule.when, `${here}/when`),
      ...rule.when.flatMap((use, i) => emptyRanges(use, `${here}/when/${i}`)),
      ...duplicates(rule.eligibility, `${here}/eligibility`),
      ...duplicates(rule.ranking.criteria, `${here}/ranking/criteria`),
      ...restErrors(rules, rule, at),
    ];
  });
}

function duplicates(uses: readonly CriterionUse[], pointer: string): ProfileError[] {
  return uses.flatMap((use, at) =>
    uses.findIndex((other) => other.criterion === use.criterion) < at
      ? [{ pointer: `${pointer}/${at}/criterion`, detail: `${use.criterion} stands here twice` }]
      : [],
  );
}

/** A range that ends before it begins; of a window of time the end is outside. */
function emptyRanges(use: CriterionUse, pointer: string): ProfileError[] {
  const { range, parameters } = criterionNamed(register.conditions, use);
  if (range === undefined) return [];
  const [from, to] = range.map((name) => use[name] as string | number | undefined);
  if (from === undefined || to === undefined) return [];
  const isWindow = parameters[range[0]]?.kind === 'instant';
  const holds = isWindow ? Date.parse(`${from}`) < Date.parse(`${to}`) : from <= to;
  return holds
    ? []
    : [
        {
          pointer: `${pointer}/${range[1]}`,
          detail:
            `${range[1]} ${to} ${isWindow ? 'is not after' : 'is less than'} ${range[0]} ${from}: the rule would ` +
            'never apply',
        },
      ];
}

/** Only a later rule may take over: an earlier one, or itself, would pass it on for ever. */
function restErrors(rules: readonly ProfileRule[], { rest }: ProfileRule, at: number): ProfileError[] {
  if (typeof rest === 'string') return [];
  const pointer = `/rules/${at}/rest/toRule`;
  const to = rules.findIndex((rule) => rule.name === rest.toRule);
  if (to === -1) return [{ pointer, detail: `there is no rule named ${rest.toRule}` }];
  return to > at ? [] : [{ pointer, detail: `${rest.toRule} does not come later: the rest would go round for ever` }];
}
