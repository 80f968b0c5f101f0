// Every rule a profile may name. A new rule is one file in rules/ and one entry here.
import { carrier } from './rules/carrier.ts';
import { chosenLocation } from './rules/chosen-location.ts';
import { complete } from './rules/complete.ts';
import { distance } from './rules/distance.ts';
import { exclusion } from './rules/exclusion.ts';
import { opening } from './rules/opening.ts';
import { participation } from './rules/participation.ts';
import { pickupStore } from './rules/pickup-store.ts';
import { preferred } from './rules/preferred.ts';
import { quota } from './rules/quota.ts';
import { stock } from './rules/stock.ts';
import { tier } from './rules/tier.ts';
import type { RoutingRule } from './request.ts';

export const routingRules: Record<string, RoutingRule> = {
  participation, 'pickup-store': pickupStore, 'chosen-location': chosenLocation, carrier, exclusion, stock, quota, opening, complete, preferred, tier, distance,
};

/** The rules a profile names, in its order; throws on a name that is no rule, because skipping one would route wrongly. */
export function rulesNamed(names: readonly string[]): RoutingRule[] {
  return names.map((name) => {
    const rule = Object.hasOwn(routingRules, name) ? routingRules[name] : undefined;
    if (!rule) throw new RangeError(`There is no routing rule named ${name}`);
    return rule;
  });
}
