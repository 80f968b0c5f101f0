// For any warehouses, rules and orders: parts add up to the whole, no channel sells more than its allocation, and no
// pool more than it has.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { divide } from '../../../domain/inventory/division.ts';
import { splitLocationStock, type WarehouseShare } from '../../../domain/inventory/warehouse-shares.ts';
import { leftFor, promisable } from '../../../domain/inventory/promisable.ts';
import type { ChannelAllocation, AllocationRule } from '../../../domain/inventory/allocation-rules.ts';
import { sellOrder } from '../../../domain/inventory/sale.ts';
import { allocateProduct, type Allotment, type StockGroup } from '../../../domain/inventory/channel-allocation.ts';

const channels = ['market', 'app', 'till', 'live'];
const warehouses = ['east', 'west', 'east-online'];
const units = fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 2_000_000 }));
const total = (parts: Iterable<number>): number => [...parts].reduce((sum, part) => sum + part, 0);

/** Basis points that never exceed the whole. */
const partsOf = (names: string[]) =>
  fc
    .tuple(
      fc.shuffledSubarray(names),
      fc.array(fc.nat({ max: 10_000 }), { minLength: names.length, maxLength: names.length }),
    )
    .map(([some, points]) => {
      let left = 10_000;
      return some.map((name, i) => {
        const basisPoints = Math.min(left, points[i] ?? 0);
        left -= basisPoints;
        return { name, basisPoints };
      });
    });
const warehouseShares: fc.Arbitrary<WarehouseShare[]> = partsOf(warehouses).map((parts) =>
  parts.map(({ name, basisPoints }) => ({ warehouseId: name, basisPoints })),
);
const allocations: fc.Arbitrary<ChannelAllocation[]> = fc
  .tuple(
    partsOf(channels),
    fc.array(fc.record({ channelId: fc.constantFrom(...channels), quantity: fc.nat({ max: 40 }) }), { maxLength: 3 }),
    fc.subarray(channels),
  )
  .map(([percent, fixed, shared]) => [
    ...percent.map(({ name, basisPoints }): ChannelAllocation => ({ channelId: name, kind: 'PERCENT', basisPoints })),
    ...fixed.map((f): ChannelAllocation => ({ ...f, kind: 'FIXED' })),
    ...shared.map((channelId): ChannelAllocation => ({ channelId, kind: 'SHARED' })),
  ]);
const product = { sku: 'SHIRT', category: 'tops' };
const rules: fc.Arbitrary<AllocationRule[]> = fc.array(
  fc.record({
    warehouseId: fc.constantFrom(...warehouses),
    category: fc.constantFrom(null, 'tops', 'shoes'),
    sku: fc.constant(null),
    allocations,
  }),
  { maxLength: 6 },
);
const allotment: fc.Arbitrary<Allotment> = rules.map((some) => ({
  rules: some,
  warehouses: new Map(warehouses.map((id) => [id, { id, parentId: id === 'east-online' ? 'east' : null }])),
}));
const places: fc.Arbitrary<StockGroup[]> = fc.array(fc.record({ warehouseShares, units }), {
  minLength: 1,
  maxLength: 6,
});

test('the parts of a place add up to it, whoever claims how much', () => {
  fc.assert(
    fc.property(units, warehouseShares, (all, shares) => {
      expect(total(splitLocationStock(all, shares).values())).toBe(all);
    }),
  );
});

test('the parts of channels and what is left to all add up to what there was; no fixed quantity is exceeded', () => {
  fc.assert(
    fc.property(units, allocations, (all, some) => {
      const { own, shared } = divide(all, some);
      expect(total(own.values()) + shared).toBe(all);
      expect(Math.min(shared, ...own.values())).toBeGreaterThanOrEqual(0);
      for (const [channelId, part] of own)
        if (!some.some((a) => a.channelId === channelId && a.kind === 'PERCENT'))
          expect(part).toBeLessThanOrEqual(
            total(some.map((a) => (a.channelId === channelId && a.kind === 'FIXED' ? a.quantity : 0))),
          );
    }),
  );
});

test('over all warehouses the parts of all channels and what is shared add up to the stock', () => {
  fc.assert(
    fc.property(allotment, places, (rulesInForce, where) => {
      const { own, shared } = allocateProduct(rulesInForce, product, where);
      expect(total(own.values()) + shared).toBe(total(where.map((p) => p.units)));
    }),
  );
});

const orders = fc.array(
  fc.record({
    channelId: fc.constantFrom(...channels),
    quantities: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
  }),
  { maxLength: 60 },
);

test('in any order of buyers no allocation or pool is exceeded, and no buyer is refused who could be served', () => {
  fc.assert(
    fc.property(
      allotment,
      fc.array(fc.record({ warehouseShares, units: fc.nat({ max: 60 }) }), { minLength: 1, maxLength: 4 }),
      orders,
      (rulesInForce, where, buyers) => {
        const allocated = allocateProduct(rulesInForce, product, where);
        const all = total(where.map((p) => p.units));
        const sold = new Map<string, number>();
        const pool = promisable({ left: all, allocations: allocated, sold });
        for (const { channelId, quantities } of buyers) {
          const left = leftFor(pool, channelId);
          const wanted = total(quantities);
          const outcome = sellOrder(new Map([['SHIRT', pool]]), {
            channelId,
            refuses: true,
            lines: quantities.map((quantity, i) => ({ lineId: `L${i}`, sku: 'SHIRT', quantity })),
          });
          expect('sold' in outcome).toBe(wanted <= left);
          if ('sold' in outcome) sold.set(channelId, (sold.get(channelId) ?? 0) + wanted);
          expect(leftFor(pool, channelId)).toBe('sold' in outcome ? left - wanted : left);
          expect(
            leftFor(promisable({ left: all - total(sold.values()), allocations: allocated, sold }), channelId),
          ).toBe(leftFor(pool, channelId)); // counters read again give the same
        }
        expect(total(sold.values())).toBeLessThanOrEqual(all);
        for (const [channelId, count] of sold)
          if (allocated.own.has(channelId) && !allocated.alsoShared.has(channelId))
            expect(count).toBeLessThanOrEqual(allocated.own.get(channelId) ?? 0);
        const beyond = [...sold].map(([channelId, count]) => Math.max(0, count - (allocated.own.get(channelId) ?? 0)));
        expect(total(beyond)).toBeLessThanOrEqual(allocated.shared);
      },
    ),
  );
});
