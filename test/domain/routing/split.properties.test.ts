// The exact split against all possible splits, enumerated on small orders.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { allocate } from '../../../domain/routing/allocation.ts';
import { bundlesOf } from '../../../domain/routing/bundles.ts';
import { needsOf, type Needs } from '../../../domain/routing/capacity.ts';
import { largestFlow } from '../../../domain/routing/flow.ts';
import type { Strategy } from '../../../domain/routing/profile.ts';
import type { SplitSource } from '../../../domain/routing/split-task.ts';
import { line } from './candidates.ts';

/**
 * The cost of a split, compared from left to right: missing units, cut lines, parcels, then the ranks of the locations.
 */
type Worth = [missing: number, cut: number, parcels: number, ranks: string];
type Shares = number[][]; // units by line and location

const anyNeeds = fc
  .array(
    fc.record({
      sku: fc.constantFrom('SHIRT', 'SHOES'),
      quantity: fc.integer({ min: 1, max: 3 }),
      goodsClass: fc.constantFrom('A', 'B'),
      unitPriceMinor: fc.constantFrom(1000, 5000),
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((lines) => needsOf(lines.map((one, at) => line(`l${at}`, { ...one, giftForLineId: at === 2 ? 'l0' : null }))));
const anyStrategy = fc
  .record({
    split: fc.constantFrom('NEVER' as const, 'BY_LINE' as const, 'BY_QUANTITY' as const),
    partial: fc.boolean(),
    maxParcels: fc.option(fc.integer({ min: 1, max: 3 })),
    minParcelValueMinor: fc.constantFrom(0, 0, 4000),
    keepTogether: fc.record({
      gifts: fc.boolean(),
      goodsClasses: fc.subarray(['A', 'B'], { maxLength: 1 }),
      skus: fc.constantFrom<string[][]>([], [['SHIRT', 'SHOES']]),
    }),
  })
  .map((strategy): Strategy => ({
    ...strategy,
    minParcelValueMinor: strategy.split === 'BY_QUANTITY' ? 0 : strategy.minParcelValueMinor,
  }));
const anyCase = anyNeeds.chain((needs) =>
  fc.record({
    needs: fc.constant(needs),
    strategy: anyStrategy,
    places: fc
      .array(
        fc.record({
          may: fc.array(fc.boolean(), { minLength: needs.lines.length, maxLength: needs.lines.length }),
          stock: fc.array(fc.integer({ min: 0, max: 4 }), {
            minLength: needs.skus.length,
            maxLength: needs.skus.length,
          }),
        }),
        { maxLength: 4 },
      )
      .map((places) =>
        places.map((place): SplitSource => ({
          ...place,
          complete:
            place.may.every(Boolean) && needs.total.every((total, sku) => (place.stock[sku] ?? 0) >= total)
              ? 'EQUAL'
              : null,
        })),
      ),
  }),
);

const total = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** Every way to take the units of a line from the locations: whole or not at all where it may not be cut. */
function* sharesOf(quantity: number, places: number, mayCut: boolean): Generator<number[]> {
  if (!mayCut) {
    yield Array.from({ length: places }, () => 0);
    for (let at = 0; at < places; at++)
      yield Array.from({ length: places }, (_, other) => (other === at ? quantity : 0));
    return;
  }
  if (places === 0) {
    yield [];
    return;
  }
  for (let units = 0; units <= quantity; units++)
    for (const rest of sharesOf(quantity - units, places - 1, true)) yield [units, ...rest];
}

function* allShares(needs: Needs, places: number, mayCut: (line: number) => boolean): Generator<Shares> {
  const [first, ...rest] = needs.lines.map((one, at) => [...sharesOf(one.quantity, places, mayCut(at))]);
  const combine = function* (head: number[][], tail: number[][][]): Generator<Shares> {
    for (const one of head) {
      if (tail.length === 0) yield [one];
      else for (const others of combine(tail[0] ?? [], tail.slice(1))) yield [one, ...others];
    }
  };
  yield* combine(first ?? [], rest);
}

function worthOf(needs: Needs, shares: Shares): Worth {
  const missing = total(needs.total) - total(shares.flat());
  const cut = needs.lines.filter(
    (one, at) => total(shares[at] ?? []) > 0 && !(shares[at] ?? []).includes(one.quantity),
  ).length;
  const used = [
    ...new Set(shares.flatMap((row) => row.flatMap((units, place) => (units > 0 ? [place] : [])))),
  ].toSorted((a, b) => a - b);
  return [missing, cut, used.length, used.map((place) => String.fromCharCode(97 + place)).join('')];
}

function isAllowed(
  { needs, strategy, places }: { needs: Needs; strategy: Strategy; places: readonly SplitSource[] },
  shares: Shares,
): boolean {
  const stocked = places.every(
    (place, at) =>
      needs.skus.every(
        (_, sku) =>
          total(needs.lines.map((__, one) => (needs.skuOf[one] === sku ? (shares[one]?.[at] ?? 0) : 0))) <=
          (place.stock[sku] ?? 0),
      ) && needs.lines.every((_, one) => place.may[one] === true || (shares[one]?.[at] ?? 0) === 0),
  );
  const together = bundlesOf(needs, strategy.keepTogether)
    .filter((bundle) => bundle.length > 1)
    .every((bundle) =>
      bundle.every((one) =>
        places.every((_, at) => (shares[one]?.[at] ?? 0) > 0 === (shares[bundle[0] ?? 0]?.[at] ?? 0) > 0),
      ),
    );
  const parcels = places
    .map((_, at) => total(needs.lines.map((one, row) => (shares[row]?.[at] ?? 0) * one.unitPriceMinor)))
    .filter((_, at) => needs.lines.some((__, row) => (shares[row]?.[at] ?? 0) > 0));
  const missing = total(needs.total) - total(shares.flat());
  const over = total(needs.lines.map((one, row) => (one.quantity - total(shares[row] ?? [])) * one.unitPriceMinor));
  const most = strategy.split === 'NEVER' ? 1 : (strategy.maxParcels ?? Infinity);
  const worthwhile =
    parcels.length === 0 ||
    (parcels.length === 1 && missing === 0) ||
    (parcels.every((worth) => worth >= strategy.minParcelValueMinor) &&
      (missing === 0 || over >= strategy.minParcelValueMinor));
  const whole = parcels.length === 1 && missing === 0; // one location with everything is no split: no limit applies
  return (
    stocked &&
    (whole ||
      (together && parcels.length <= most && worthwhile && (strategy.partial || missing === 0 || parcels.length === 0)))
  );
}

const isLess = (a: Worth, b: Worth): boolean => {
  const at = a.findIndex((one, index) => one !== b[index]);
  return at !== -1 && (a[at] ?? 0) < (b[at] ?? 0);
};

test('the exact split is the best of all: most units, fewest lines cut up, fewest parcels, best ranked places', () => {
  fc.assert(
    fc.property(anyCase, (one) => {
      const { how, parts } = allocate(one.needs, one.strategy, one.places);
      const mine: Shares = one.needs.lines.map((_, row) =>
        one.places.map((__, at) =>
          total(parts.filter((part) => part.line === row && part.source === at).map((part) => part.quantity)),
        ),
      );
      expect(how).not.toBe('GREEDY');
      expect([isAllowed(one, mine), mine]).toEqual([true, mine]);
      const bundled = new Set(
        bundlesOf(one.needs, one.strategy.keepTogether)
          .filter((bundle) => bundle.length > 1)
          .flat(),
      );
      let best: Worth = worthOf(one.needs, mine);
      for (const shares of allShares(
        one.needs,
        one.places.length,
        (row) => one.strategy.split === 'BY_QUANTITY' && !bundled.has(row),
      )) {
        if (isAllowed(one, shares) && isLess(worthOf(one.needs, shares), best)) best = worthOf(one.needs, shares);
      }
      expect(worthOf(one.needs, mine)).toEqual(best);
    }),
    { numRuns: 1000 },
  );
}, 120_000);

test('a split of more than twelve useful places says it is not exact, and keeps to everything all the same', () => {
  const needs = needsOf([line('l0', { quantity: 40 }), line('l1', { sku: 'SHOES', quantity: 40 })]);
  const places = Array.from({ length: 13 }, (_, at): SplitSource => ({
    may: [true, true],
    stock: [at + 1, 13 - at],
    complete: null,
  }));
  const strategy: Strategy = {
    split: 'BY_QUANTITY',
    partial: true,
    maxParcels: 5,
    minParcelValueMinor: 0,
    keepTogether: { gifts: false, goodsClasses: [], skus: [] },
  };
  const { how, parts } = allocate(needs, strategy, places);
  expect(how).toBe('GREEDY');
  expect(new Set(parts.map((part) => part.source)).size).toBe(5);
  for (const part of parts)
    expect(part.quantity).toBeLessThanOrEqual(places[part.source]?.stock[needs.skuOf[part.line] ?? 0] ?? 0);
  expect(allocate(needs, strategy, places.slice(1)).how).toBe('EXACT');
});

test('an order too tangled for an exact split is split all the same, and soon', () => {
  const needs = needsOf(
    Array.from({ length: 10 }, (_, at) => line(`l${at}`, { sku: `S${at % 2}`, quantity: 2 + (at % 5) })),
  );
  const places = Array.from({ length: 12 }, (_, at): SplitSource => ({
    may: needs.lines.map((__, row) => (at + row) % 7 !== 0),
    stock: [at % 5, (at * 3) % 5],
    complete: null,
  }));
  const { how, parts } = allocate(
    needs,
    {
      split: 'BY_QUANTITY',
      partial: true,
      maxParcels: null,
      minParcelValueMinor: 0,
      keepTogether: { gifts: false, goodsClasses: [], skus: [] },
    },
    places,
  );
  expect([how, total(parts.map((part) => part.quantity))]).toEqual([
    'GREEDY',
    Math.min(total(needs.total), total(places.flatMap((place) => place.stock))),
  ]);
});

test('a greedy split neither sends parcels that are worth too little nor leaves over what is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 4 })), {
        minLength: 13,
        maxLength: 20,
      }),
      fc.constantFrom(0, 2000, 9000),
      fc.boolean(),
      (stocks, least, partial) => {
        const needs = needsOf([
          line('l0', { quantity: 9, unitPriceMinor: 1000 }),
          line('l1', { sku: 'SHOES', quantity: 7, unitPriceMinor: 2000 }),
        ]);
        const places = stocks.map((stock): SplitSource => ({ may: [true, true], stock, complete: null }));
        const strategy: Strategy = {
          split: 'BY_QUANTITY',
          partial,
          maxParcels: null,
          minParcelValueMinor: least,
          keepTogether: { gifts: false, goodsClasses: [], skus: [] },
        };
        const { parts } = allocate(needs, strategy, places);
        const shares = needs.lines.map((_, row) =>
          places.map((__, at) =>
            total(parts.filter((part) => part.line === row && part.source === at).map((part) => part.quantity)),
          ),
        );
        expect([isAllowed({ needs, strategy, places }, shares), shares]).toEqual([true, shares]);
      },
    ),
    { numRuns: 300 },
  );
});

test('lines of one product that not every place may serve get all that any sharing could give them', () => {
  const anyFlow = fc.record({
    quantities: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 4 }),
    sources: fc.array(
      fc.record({ may: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }), units: fc.integer({ min: 0, max: 6 }) }),
      { maxLength: 4 },
    ),
  });
  fc.assert(
    fc.property(anyFlow, ({ quantities, sources }) => {
      const needs = needsOf(quantities.map((quantity, at) => line(`l${at}`, { quantity })));
      const parts = largestFlow(
        needs,
        [...quantities.keys()],
        sources.map(({ may, units }, index) => ({ index, may, left: [units] })),
      );
      for (const part of parts) expect(sources[part.source]?.may[part.line]).toBe(true);
      for (const [place, { units }] of sources.entries())
        expect(total(parts.filter((part) => part.source === place).map((part) => part.quantity))).toBeLessThanOrEqual(
          units,
        );
      for (const [row, quantity] of quantities.entries())
        expect(total(parts.filter((part) => part.line === row).map((part) => part.quantity))).toBeLessThanOrEqual(
          quantity,
        );
      // the smallest cut: some lines are left open, and all locations that may serve one of the others are empty
      const cuts = Array.from({ length: 2 ** quantities.length }, (_, chosen) => {
        const kept = [...quantities.keys()].filter((row) => (chosen >> row) & 1);
        return (
          total(quantities.filter((__, row) => !kept.includes(row))) +
          total(sources.filter(({ may }) => kept.some((row) => may[row])).map(({ units }) => units))
        );
      });
      expect(total(parts.map((part) => part.quantity))).toBe(Math.min(...cuts));
    }),
    { numRuns: 1000 },
  );
});
