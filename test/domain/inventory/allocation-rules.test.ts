import { describe, expect, test } from '@jest/globals';
import { ruleErrors, warehouseErrors } from '../../../domain/inventory/setup-errors.ts';
import { divide } from '../../../domain/inventory/division.ts';
import { leftFor, promisable, sell } from '../../../domain/inventory/promisable.ts';
import { ruleFor, type ChannelAllocation, type AllocationRule } from '../../../domain/inventory/allocation-rules.ts';
import { sellOrder } from '../../../domain/inventory/sale.ts';
import { allocateProduct } from '../../../domain/inventory/channel-allocation.ts';
import { splitLocationStock } from '../../../domain/inventory/warehouse-shares.ts';

const percent = (channelId: string, basisPoints: number): ChannelAllocation => ({
  channelId,
  kind: 'PERCENT',
  basisPoints,
});
const fixed = (channelId: string, quantity: number): ChannelAllocation => ({ channelId, kind: 'FIXED', quantity });
const rule = (warehouseId: string, more: Partial<AllocationRule> = {}): AllocationRule => ({
  warehouseId,
  category: null,
  sku: null,
  allocations: [],
  ...more,
});
const [east, online] = [
  { id: 'east', parentId: null },
  { id: 'east-online', parentId: 'east' },
];
const shirt = { sku: 'SHIRT', category: 'tops' };

describe('which rule speaks', () => {
  test('the product before its category, the category before the warehouse as a whole, wherever they stand', () => {
    const [all, tops, one] = [rule('east'), rule('east', { category: 'tops' }), rule('east', { sku: 'SHIRT' })];
    expect(ruleFor([all, tops, one], east, shirt)).toBe(one);
    expect(ruleFor([all, tops], east, shirt)).toBe(tops);
    expect(ruleFor([tops, one, all], east, { sku: 'HAT', category: 'hats' })).toBe(all);
    expect(ruleFor([tops], east, { sku: 'HAT', category: 'hats' })).toBeNull();
  });
  test("an inner warehouse follows the outer's rules until it has its own; of equal rules the earlier speaks", () => {
    const [outer, own, again] = [rule('east'), rule('east-online'), rule('east-online')];
    expect(ruleFor([outer], online, shirt)).toBe(outer);
    expect(ruleFor([outer, own, again], online, shirt)).toBe(own);
    expect(ruleFor([own, outer], east, shirt)).toBe(outer);
    expect(ruleFor([own, rule('east', { sku: 'SHIRT' })], online, shirt)?.sku).toBe('SHIRT');
  });
});

describe('how units are divided', () => {
  test('ten pieces by thirds: the odd one goes to the larger claim, then to the earlier', () => {
    expect(divide(10, [percent('a', 3333), percent('b', 3333), percent('c', 3334)])).toEqual({
      own: new Map([
        ['a', 3],
        ['b', 3],
        ['c', 4],
      ]),
      shared: 0,
    });
    expect(divide(1, [percent('a', 5000), percent('b', 5000)])).toEqual({
      own: new Map([
        ['a', 1],
        ['b', 0],
      ]),
      shared: 0,
    });
  });
  test('fixed quantities come first, as far as there is any; percentages are of what is left, the rest shared', () => {
    expect(divide(100, [percent('a', 5000), fixed('b', 20)])).toEqual({
      own: new Map([
        ['b', 20],
        ['a', 40],
      ]),
      shared: 40,
    });
    expect(divide(25, [fixed('a', 20), fixed('b', 20)])).toEqual({
      own: new Map([
        ['a', 20],
        ['b', 5],
      ]),
      shared: 0,
    });
  });
  test('without rules everything is shared; a place that is in no warehouse, too', () => {
    expect(
      allocateProduct({ rules: [], warehouses: new Map() }, shirt, [
        { warehouseShares: [{ warehouseId: 'east', basisPoints: 10_000 }], units: 7 },
        { warehouseShares: [], units: 3 },
      ]),
    ).toEqual({ own: new Map(), alsoShared: new Set(), shared: 10 });
  });
});

test('each warehouse divides its own stock by its own rule; what is of no warehouse is for all', () => {
  const allotment = {
    rules: [
      rule('east', { allocations: [fixed('market', 5), { channelId: 'app', kind: 'SHARED' }] }),
      rule('west', { allocations: [percent('market', 5000)] }),
    ],
    warehouses: new Map(['east', 'west'].map((id) => [id, { id, parentId: null }])),
  };
  expect(
    allocateProduct(allotment, shirt, [
      { warehouseShares: [{ warehouseId: 'east', basisPoints: 10_000 }], units: 7 },
      { warehouseShares: [{ warehouseId: 'west', basisPoints: 6000 }], units: 10 },
    ]),
  ).toEqual({ own: new Map([['market', 5 + 3]]), alsoShared: new Set(['app']), shared: 2 + 3 + 4 });
});

test('a warehouse has its share of a place, the rest of the place is of none', () => {
  const shares = [
    { warehouseId: 'east', basisPoints: 3000 },
    { warehouseId: 'west', basisPoints: 2000 },
  ];
  expect([...splitLocationStock(10, shares)]).toEqual([
    ['east', 3],
    ['west', 2],
    [null, 5],
  ]);
});

describe('what a channel may promise', () => {
  const allocations = {
    own: new Map([
      ['market', 50],
      ['app', 20],
    ]),
    alsoShared: new Set(['app']),
    shared: 30,
  };
  const fresh = () => promisable({ left: 100, allocations, sold: new Map() });
  test('its own; its own and what is shared, where a rule says so; what is shared, when no rule names it', () => {
    expect(['market', 'app', 'till'].map((channel) => leftFor(fresh(), channel))).toEqual([50, 50, 30]);
  });
  test("what others buy of the shared part is gone for all who sell it, and touches nobody's own", () => {
    const pool = fresh();
    sell(pool, 'till', 25);
    expect(['market', 'app', 'till'].map((channel) => leftFor(pool, channel))).toEqual([50, 25, 5]);
    sell(pool, 'app', 25);
    expect(['market', 'app', 'till'].map((channel) => leftFor(pool, channel))).toEqual([50, 0, 0]);
  });
  test('when a marketplace has sold more than there is, nobody is promised what is not there', () => {
    const pool = fresh();
    sell(pool, 'market', 90);
    expect(['market', 'app', 'till'].map((channel) => leftFor(pool, channel))).toEqual([0, 10, 0]);
    sell(pool, 'market', 30);
    expect(['market', 'app', 'till'].map((channel) => leftFor(pool, channel))).toEqual([0, 0, 0]);
  });
  test('two lines of one product are refused by what both want, and neither is sold', () => {
    const pool = fresh();
    const lines = [
      { lineId: 'L1', sku: 'SHIRT', quantity: 20 },
      { lineId: 'L2', sku: 'SHIRT', quantity: 20 },
    ];
    expect(sellOrder(new Map([['SHIRT', pool]]), { channelId: 'till', refuses: true, lines })).toEqual({
      short: [{ lineId: 'L2', sku: 'SHIRT', wanted: 20, left: 10 }],
    });
    expect(leftFor(pool, 'till')).toBe(30);
    expect(sellOrder(new Map([['SHIRT', pool]]), { channelId: 'till', refuses: false, lines })).toMatchObject({
      sold: [{ left: 10 }, { left: -10 }],
    });
  });
});

describe('what is refused, with the place where it stands', () => {
  const known = {
    warehouses: new Set(['east']),
    channels: new Set(['market']),
    skus: new Set(['SHIRT']),
    categories: new Set(['tops']),
  };
  test('unknown names, a rule for a category and a product, a channel twice, more than the whole', () => {
    const faults = ruleErrors(
      [
        rule('west', { sku: 'HAT', category: 'tops' }),
        rule('east', { allocations: [percent('market', 6000), percent('market', 6000), fixed('nobody', 1)] }),
      ],
      known,
    );
    expect(faults.map((f) => f.pointer)).toEqual([
      '/rules/0/warehouseId',
      '/rules/0/sku',
      '/rules/0/category',
      '/rules/1/allocations/1',
      '/rules/1/allocations/2/channelId',
      '/rules/1/allocations',
    ]);
    expect(faults.at(-1)?.detail).toMatch(/12000 basis points/);
    expect(ruleErrors([rule('east', { category: 'tops', allocations: [percent('market', 10_000)] })], known)).toEqual(
      [],
    );
    const partAndShared: ChannelAllocation[] = [percent('market', 5000), { channelId: 'market', kind: 'SHARED' }];
    expect(ruleErrors([rule('east', { sku: 'SHIRT', allocations: partAndShared })], known)).toEqual([]);
  });
  test('a place given more than whole over all warehouses, an absent one, one twice; warehouses three deep', () => {
    const world = {
      warehouses: [east, online],
      locations: new Set(['near', 'far']),
      elsewhere: new Map([['near', 6000]]),
    };
    expect(
      warehouseErrors(
        {
          id: 'w',
          parentId: null,
          locations: [
            { locationId: 'near', basisPoints: 5000 },
            { locationId: 'moon', basisPoints: 1 },
            { locationId: 'far', basisPoints: 1 },
            { locationId: 'far', basisPoints: 1 },
          ],
        },
        world,
      ).map((f) => f.pointer),
    ).toEqual(['/locations/0/basisPoints', '/locations/1/locationId', '/locations/3']);
    expect(
      warehouseErrors(
        {
          id: 'w',
          parentId: 'east',
          locations: [
            { locationId: 'near', basisPoints: 4000 },
            { locationId: 'far', basisPoints: 10_000 },
          ],
        },
        world,
      ),
    ).toEqual([]);
    expect(
      warehouseErrors({ id: 'w', parentId: null, locations: [{ locationId: 'near', basisPoints: 4001 }] }, world),
    ).toEqual([
      {
        pointer: '/locations/0/basisPoints',
        detail:
          'near would be given away by 10001 basis points, of which other warehouses have 6000: the whole is 10000',
      },
    ]);
    for (const [id, parentId, why] of [
      ['w', 'w', /itself/],
      ['w', 'moon', /no warehouse/],
      ['w', 'east-online', /one level/],
      ['east', 'west', /no warehouse/],
    ] as const)
      expect(warehouseErrors({ id, parentId, locations: [] }, world)[0]?.detail).toMatch(why);
    expect(
      warehouseErrors(
        { id: 'east', parentId: 'west', locations: [] },
        { ...world, warehouses: [east, online, { id: 'west', parentId: null }] },
      )[0]?.detail,
    ).toMatch(/one level/);
  });
});
