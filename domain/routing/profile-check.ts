// Checks of a profile beyond its shape: each error has the JSON pointer of its place. The engine relies on them.
import type { ProfileData, ProfileRule, CriterionUse } from './profile.ts';
import { criterionNamed, register } from './register.ts';

export interface ProfileError {
  pointer: string;
  detail: string;
}

/**
 * Returns rules with the same name, duplicate criteria, conditions that can never hold, and rests that would loop.
 * Empty for a sound profile.
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

/** A range that ends before it begins; a window of time excludes its end. */
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

/** A rest may only go to a later rule; an earlier one, or the rule itself, would loop. */
function restErrors(rules: readonly ProfileRule[], { rest }: ProfileRule, at: number): ProfileError[] {
  if (typeof rest === 'string') return [];
  const pointer = `/rules/${at}/rest/toRule`;
  const to = rules.findIndex((rule) => rule.name === rest.toRule);
  if (to === -1) return [{ pointer, detail: `there is no rule named ${rest.toRule}` }];
  return to > at ? [] : [{ pointer, detail: `${rest.toRule} does not come later: the rest would go round for ever` }];
}
