// What is wrong with a profile, each fault with the JSON pointer of its place. Used before a profile is kept; the engine trusts what passed.
import type { Parameter, Parameters } from './parameter.ts';
import type { ProfileData, ProfileRule, Use } from './profile.ts';
import { register } from './register.ts';

export interface Fault { pointer: string; detail: string }
type Kind = ReadonlyMap<string, { name: string; parameters: Parameters }>;

/** Everything that the shape alone does not say: names, parameters, weights, what passes on to what. Empty when it is sound. */
export function faultsOf({ rules }: ProfileData): Fault[] {
  return [...(rules.length === 0 ? [{ pointer: '/rules', detail: 'a profile needs a rule' }] : []), ...rules.flatMap((rule, at) => faultsOfRule(rules, rule, at))];
}

function faultsOfRule(rules: readonly ProfileRule[], rule: ProfileRule, at: number): Fault[] {
  const here = `/rules/${at}`;
  const twice = rules.findIndex((other) => other.name === rule.name) < at ? [{ pointer: `${here}/name`, detail: `two rules are named ${rule.name}` }] : [];
  return [
    ...twice, ...usesOf(rule.when, register.conditions, `${here}/when`), ...usesOf(rule.eligibility, register.eligibility, `${here}/eligibility`),
    ...(rule.ranking.criteria.length === 0 ? [{ pointer: `${here}/ranking/criteria`, detail: 'a ranking needs a criterion' }] : []),
    ...usesOf(rule.ranking.criteria.map(({ weight: _, ...use }) => use as Use), register.ranking, `${here}/ranking/criteria`), ...weightsOf(rule, here),
    ...(typeof rule.rest === 'string' ? [] : passingOn(rules, { at, toRule: rule.rest.toRule, pointer: `${here}/rest/toRule` })),
  ];
}

function weightsOf({ ranking }: ProfileRule, here: string): Fault[] {
  return ranking.criteria.flatMap(({ weight }, at) => {
    const pointer = `${here}/ranking/criteria/${at}/weight`;
    if (ranking.by === 'ORDER') return weight === undefined ? [] : [{ pointer, detail: 'a list has no weights: rank by WEIGHT' }];
    return typeof weight === 'number' && Number.isFinite(weight) && weight > 0 ? [] : [{ pointer, detail: 'a weight is a number above 0' }];
  });
}

/** Only a later rule may take over: to an earlier one or itself it would go round for ever. */
function passingOn(rules: readonly ProfileRule[], { at, toRule, pointer }: { at: number; toRule: string; pointer: string }): Fault[] {
  const to = rules.findIndex((rule) => rule.name === toRule);
  if (to === -1) return [{ pointer, detail: `there is no rule named ${toRule}` }];
  return to > at ? [] : [{ pointer, detail: `${toRule} comes before or is this rule: the rest would go round for ever` }];
}

function usesOf(uses: readonly Use[], kind: Kind, pointer: string): Fault[] {
  return uses.flatMap((use, at) => {
    const here = `${pointer}/${at}`;
    const found = kind.get(use.criterion);
    if (!found) return [{ pointer: `${here}/criterion`, detail: `unknown: ${use.criterion}; there are ${[...kind.keys()].join(', ')}` }];
    const twice = uses.findIndex((other) => other.criterion === use.criterion) < at ? [{ pointer: `${here}/criterion`, detail: `${use.criterion} stands here twice` }] : [];
    const { criterion: _, ...given } = use;
    return [...twice, ...valuesOf(found.parameters, given, here)];
  });
}

function valuesOf(parameters: Parameters, given: Record<string, unknown>, pointer: string): Fault[] {
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(parameters, name)).map((name) => ({ pointer: `${pointer}/${name}`, detail: 'unknown parameter' }));
  return [...unknown, ...Object.entries(parameters).flatMap(([name, parameter]) => {
    if (given[name] === undefined) return parameter.optional ? [] : [{ pointer: `${pointer}/${name}`, detail: 'is needed' }];
    return valueOf(parameter, given[name], `${pointer}/${name}`);
  })];
}

function valueOf(parameter: Parameter, value: unknown, pointer: string): Fault[] {
  const unless = (sound: boolean, detail: string): Fault[] => (sound ? [] : [{ pointer, detail }]);
  switch (parameter.kind) {
    case 'number': case 'integer':
      return unless(typeof value === 'number' && value >= parameter.min && value <= parameter.max && (parameter.kind === 'number' || Number.isInteger(value)), `${parameter.kind === 'number' ? 'a number' : 'a whole number'} from ${parameter.min} to ${parameter.max}`);
    case 'flag': return unless(typeof value === 'boolean', 'true or false');
    case 'text': return unless(typeof value === 'string' && value !== '' && value.length <= 200, 'a text of 1 to 200 characters');
    case 'instant': return unless(typeof value === 'string' && /T.*(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value)), 'an instant with its zone, as 2026-11-22T10:00:00+08:00');
    case 'choice': return unless(typeof value === 'string' && parameter.of.includes(value), `one of ${parameter.of.join(', ')}`);
    case 'list': return Array.isArray(value) && value.length > 0 ? value.flatMap((one, at) => valueOf(parameter.of, one, `${pointer}/${at}`)) : unless(false, 'a list with at least one entry');
    case 'map': return isRecord(value) ? Object.entries(value).flatMap(([name, one]) => valueOf(parameter.of, one, `${pointer}/${name}`)) : unless(false, 'an object');
    case 'object': return isRecord(value) ? valuesOf(parameter.of, value, pointer) : unless(false, 'an object');
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
