// Whatever the warehouses, rules and orders: parts add up to the whole, no channel sells more than its share, the pool
// no more than it has.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { divide } from '../../../domain/inventory/division.ts';
import { splitPlace, type PlaceShare } from '../../../domain/inventory/warehouse-shares.ts';
import { leftFor, promisable } from '../../../domain/inventory/promisable.ts';
import type { Allocation, AllocationRule } from '../../../domain/inventory/allocation-rules.ts';
import { sellOrder } from '../../../domain/inventory/sale.ts';
import { sharesOf, type Allotment, type StockGroup } from '../../../domain/inventory/channel-allocation.ts';

const channels = ['market', 'app', 'till', 'live'];
const warehouses = ['east', 'west', 'east-online'];
const units = fc.oneof(fc.nat({ max: 30 }), fc.nat({ max: 2_000_000 }));
const total = (parts: Iterable<number>): number => [...parts].reduce((sum, part) => sum + part, 0);

/** Basis points that never add up to more than the whole. */
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
const placeShares: fc.Arbitrary<PlaceShare[]> = partsOf(warehouses).map((parts) =>
  parts.map(({ name, basisPoints }) => ({ warehouseId: name, basisPoints })),
);
const allocations: fc.Arbitrary<Allocation[]> = fc
  .tuple(
    partsOf(channels),
    fc.array(fc.record({ channelId: fc.constantFrom(...channels), quantity: fc.nat({ max: 40 }) }), { maxLength: 3 }),
    fc.subarray(channels),
  )
  .map(([percent, fixed, shared]) => [
    ...percent.map(({ name, basisPoints }): Allocation => ({ channelId: name, kind: 'PERCENT', basisPoints })),
    ...fixed.map((f): Allocation => ({ ...f, kind: 'FIXED' })),
    ...shared.map((channelId): Allocation => ({ channelId, kind: 'SHARED' })),
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
const places: fc.Arbitrary<StockGroup[]> = fc.array(fc.record({ shares: placeShares, units }), {
  minLength: 1,
  maxLength: 6,
});

test('the parts of a place add up to it, whoever claims how much', () => {
  fc.assert(
    fc.property(units, placeShares, (all, shares) => {
      expect(total(splitPlace(all, shares).values())).toBe(all);
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
      const { own, shared } = sharesOf(rulesInForce, product, where);
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

test('in any order of buyers no share or pool is exceeded, and no buyer is refused who could be served', () => {
  fc.assert(
    fc.property(
      allotment,
      fc.array(fc.record({ shares: placeShares, units: fc.nat({ max: 60 }) }), { minLength: 1, maxLength: 4 }),
      orders,
      (rulesInForce, where, buyers) => {
        const shares = sharesOf(rulesInForce, product, where);
        const all = total(where.map((p) => p.units));
        const sold = new Map<string, number>();
        const pool = promisable({ left: all, shares, sold });
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
          expect(leftFor(promisable({ left: all - total(sold.values()), shares, sold }), channelId)).toBe(
            leftFor(pool, channelId),
          ); // counters read afresh say the same
        }
        expect(total(sold.values())).toBeLessThanOrEqual(all);
        for (const [channelId, count] of sold)
          if (shares.own.has(channelId) && !shares.alsoShared.has(channelId))
            expect(count).toBeLessThanOrEqual(shares.own.get(channelId) ?? 0);
        const beyond = [...sold].map(([channelId, count]) => Math.max(0, count - (shares.own.get(channelId) ?? 0)));
        expect(total(beyond)).toBeLessThanOrEqual(shares.shared);
      },
    ),
  );
});
