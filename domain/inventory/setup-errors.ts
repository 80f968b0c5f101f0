// Checks of warehouses and allocation rules before they are written: each error names its place in the request.
import { whole } from './warehouse-shares.ts';
import type { AllocationRule, Warehouse } from './allocation-rules.ts';

/** `pointer` is a JSON pointer into the request. */
export interface SetupError {
  pointer: string;
  detail: string;
}

/** Returns the errors of a set of rules: within the set, and against the existing warehouses, channels and products. */
export function ruleErrors(
  rules: readonly AllocationRule[],
  known: {
    warehouses: ReadonlySet<string>;
    channels: ReadonlySet<string>;
    skus: ReadonlySet<string>;
    categories: ReadonlySet<string>;
  },
): SetupError[] {
  return rules.flatMap((rule, i) => {
    const at = `/rules/${i}`;
    const scopes = [
      ...(known.warehouses.has(rule.warehouseId)
        ? []
        : [{ pointer: `${at}/warehouseId`, detail: `there is no warehouse ${rule.warehouseId}` }]),
      ...(rule.sku === null || known.skus.has(rule.sku)
        ? []
        : [{ pointer: `${at}/sku`, detail: `there is no product ${rule.sku}` }]),
      ...(rule.category === null || known.categories.has(rule.category)
        ? []
        : [{ pointer: `${at}/category`, detail: `there is no category ${rule.category}` }]),
      ...(rule.sku !== null && rule.category !== null
        ? [{ pointer: `${at}/category`, detail: 'a rule is for a category or for a product, not for both' }]
        : []),
    ];
    return [...scopes, ...allocationErrors(rule, at, known.channels)];
  });
}

function allocationErrors({ allocations }: AllocationRule, at: string, channels: ReadonlySet<string>): SetupError[] {
  const percent = allocations.reduce((sum, a) => sum + (a.kind === 'PERCENT' ? a.basisPoints : 0), 0);
  return [
    ...allocations.flatMap(({ channelId, kind }, j) => [
      ...(channels.has(channelId)
        ? []
        : [{ pointer: `${at}/allocations/${j}/channelId`, detail: `there is no channel ${channelId}` }]),
      ...(allocations.findIndex((a) => a.channelId === channelId && a.kind === kind) < j
        ? [{ pointer: `${at}/allocations/${j}`, detail: `${channelId} stands here twice` }]
        : []),
    ]),
    ...(percent > whole
      ? [
          {
            pointer: `${at}/allocations`,
            detail: `the percentages add up to ${percent} basis points: the whole is ${whole}`,
          },
        ]
      : []),
  ];
}

/**
 * Returns the errors of a warehouse: nesting deeper than one level, a location named twice, a location whose shares
 * over all warehouses exceed the whole.
 */
export function warehouseErrors(
  warehouse: Warehouse & { locations: { locationId: string; basisPoints: number }[] },
  known: { warehouses: readonly Warehouse[]; locations: ReadonlySet<string>; elsewhere: ReadonlyMap<string, number> },
): SetupError[] {
  const faults = warehouse.locations.flatMap(({ locationId, basisPoints }, i) => {
    const pointer = `/locations/${i}`;
    if (!known.locations.has(locationId))
      return [{ pointer: `${pointer}/locationId`, detail: `there is no location ${locationId}` }];
    if (warehouse.locations.findIndex((l) => l.locationId === locationId) < i)
      return [{ pointer, detail: `${locationId} stands here twice` }];
    const given = known.elsewhere.get(locationId) ?? 0;
    return given + basisPoints > whole
      ? [
          {
            pointer: `${pointer}/basisPoints`,
            detail:
              `${locationId} would be given away by ${given + basisPoints} basis points, of which other warehouses ` +
              `have ${given}: the whole is ${whole}`,
          },
        ]
      : [];
  });
  return [...nestingErrors(warehouse, known.warehouses), ...faults];
}

function nestingErrors({ id, parentId }: Warehouse, warehouses: readonly Warehouse[]): SetupError[] {
  if (parentId === null) return [];
  const parent = warehouses.find((w) => w.id === parentId);
  const error = (detail: string): SetupError[] => [{ pointer: '/parentId', detail }];
  if (parentId === id) return error('a warehouse is not inside itself');
  if (!parent) return error(`there is no warehouse ${parentId}`);
  if (parent.parentId !== null)
    return error(`${parentId} is inside ${parent.parentId}: warehouses nest one level deep`);
  const inside = warehouses.find((w) => w.parentId === id);
  return inside ? error(`${inside.id} is inside ${id}: warehouses nest one level deep`) : [];
}
