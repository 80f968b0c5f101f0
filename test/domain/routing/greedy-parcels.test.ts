// The split over many locations: what is cut, what is not worth a parcel, and what is left for later.
import { describe, expect, test } from '@jest/globals';
import { needsOf } from '../../../domain/routing/capacity.ts';
import { greedySplit } from '../../../domain/routing/greedy-split.ts';
import { line } from './candidates.ts';

/** Lines as [product, quantity, price]; locations by their stock per product, and the lines that they may not serve. */
interface Case {
  lines: [sku: string, quantity: number, unitPriceMinor: number][];
  stocks: Record<string, number>[];
  forbidden?: [location: number, line: number][];
  together?: number[][];
  least?: number;
}
/** The parcels as `location: line × quantity`, sorted. */
function split({ lines, stocks, forbidden = [], together, least = 0 }: Case): string[] {
  const needs = needsOf(
    lines.map(([sku, quantity, unitPriceMinor], at) => line(`l${at}`, { sku, quantity, unitPriceMinor })),
  );
  return greedySplit({
    needs,
    bundles: together ?? lines.map((_, at) => [at]),
    strategy: {
      split: 'BY_QUANTITY',
      partial: true,
      maxParcels: null,
      minParcelValueMinor: least,
      keepTogether: { gifts: false, goodsClasses: [], skus: [] },
    },
    sources: stocks.map((stock, source) => ({
      may: lines.map((_, at) => !forbidden.some(([where, what]) => where === source && what === at)),
      stock: needs.skus.map((sku) => stock[sku] ?? 0),
      complete: null,
    })),
  })
    .map(({ source, line: at, quantity }) => `${source}: l${at} × ${quantity}`)
    .toSorted();
}

describe('of one product, wanted by several lines', () => {
  test('the small line is served whole, the large one gets the rest', () => {
    expect(
      split({
        lines: [
          ['X', 3, 100],
          ['X', 2, 100],
        ],
        stocks: [{ X: 3 }],
      }),
    ).toEqual(['0: l0 × 1', '0: l1 × 2']);
  });
  test('a line that the location may not serve takes nothing from the one that it may', () => {
    expect(
      split({
        lines: [
          ['X', 1, 10],
          ['X', 2, 50],
        ],
        stocks: [{ X: 1 }],
        forbidden: [[0, 0]],
      }),
    ).toEqual(['0: l1 × 1']);
  });
  test('lines that are cut are cut in their order', () => {
    expect(
      split({
        lines: [
          ['X', 3, 10],
          ['X', 2, 10],
        ],
        stocks: [{ X: 1 }, { X: 1 }],
        forbidden: [[0, 1]],
      }),
    ).toEqual(['0: l0 × 1', '1: l0 × 1']);
  });
});

describe('a line that is cut', () => {
  test('takes what a location that sends already has, also where another has more; of the others the most', () => {
    expect(
      split({
        lines: [
          ['X', 1, 100],
          ['X', 3, 50],
        ],
        stocks: [{ X: 2 }, { X: 2 }, { X: 1 }],
      }),
    ).toEqual(['0: l0 × 1', '0: l1 × 1', '1: l1 × 2']);
    expect(
      split({
        lines: [
          ['Y', 1, 50],
          ['X', 3, 50],
        ],
        stocks: [{ Y: 1, X: 1 }, { X: 2 }, { X: 2 }],
      }),
    ).toEqual(['0: l0 × 1', '0: l1 × 1', '1: l1 × 2']);
  });
  test('takes from every location that sends already before another one sends, however much that one has', () => {
    expect(
      split({
        lines: [
          ['Y', 1, 50],
          ['Z', 1, 50],
          ['X', 3, 50],
        ],
        stocks: [{ X: 2 }, { Y: 1, X: 1 }, { Z: 1, X: 1 }],
      }),
    ).toEqual(['0: l2 × 1', '1: l0 × 1', '1: l2 × 1', '2: l1 × 1', '2: l2 × 1']);
  });
  test('is no bundle: what belongs together is not torn apart', () => {
    expect(
      split({
        lines: [
          ['X', 2, 100],
          ['Y', 1, 10],
        ],
        stocks: [{ X: 1, Y: 1 }],
        together: [[0, 1]],
      }),
    ).toEqual([]);
  });
  test('does not miss the units of a bundle that the location could not serve whole', () => {
    expect(
      split({
        lines: [
          ['X', 1, 10],
          ['X', 1, 10],
          ['Y', 1, 10],
          ['X', 3, 10],
        ],
        stocks: [{ X: 3 }, { X: 3 }],
        forbidden: [[1, 0]],
        together: [[0, 1, 2], [3]],
      }),
    ).toEqual(['0: l3 × 3']);
  });
});

describe('a parcel that is worth too little', () => {
  test('is given up, and its goods come from where a parcel is worth it', () => {
    expect(
      split({
        lines: [
          ['a', 1, 10],
          ['b', 1, 10],
          ['c', 1, 200],
          ['d', 1, 200],
        ],
        stocks: [
          { a: 1, b: 1 },
          { a: 1, c: 1 },
          { b: 1, d: 1 },
        ],
        least: 100,
      }),
    ).toEqual(['1: l0 × 1', '1: l2 × 1', '2: l1 × 1', '2: l3 × 1']);
  });
  test('is the poorest one first', () => {
    expect(
      split({
        lines: [
          ['X', 3, 50],
          ['X', 3, 50],
        ],
        stocks: [{ X: 2 }, { X: 2 }, { X: 1 }],
        forbidden: [[0, 0]],
        least: 100,
      }),
    ).toEqual(['0: l1 × 2', '1: l0 × 2']);
    expect(
      split({
        lines: [
          ['X', 3, 100],
          ['Y', 1, 10],
        ],
        stocks: [
          { X: 2, Y: 2 },
          { X: 2, Y: 2 },
        ],
        forbidden: [
          [0, 0],
          [1, 1],
        ],
        least: 100,
      }),
    ).toEqual(['1: l0 × 2']);
  });
  test('is, of two as poor, the worse ranked; the better ranked may not be worth it either', () => {
    expect(
      split({
        lines: [
          ['a', 1, 20],
          ['b', 1, 10],
          ['c', 1, 10],
          ['d', 1, 100],
        ],
        stocks: [
          { b: 1, c: 1 },
          { a: 1, b: 1 },
        ],
        least: 25,
      }),
    ).toEqual([]);
  });
  test('is one of less than the least, here as well as for what is left for later', () => {
    const two: Case['lines'] = [
      ['X', 1, 100],
      ['Y', 1, 100],
    ];
    expect(split({ lines: two, stocks: [{ X: 1 }], least: 100 })).toEqual(['0: l0 × 1']);
    expect(split({ lines: two, stocks: [{ X: 1 }], least: 101 })).toEqual([]);
  });
  test('may be the one that would be left for later: then nothing is sent now', () => {
    expect(
      split({
        lines: [
          ['X', 1, 200],
          ['Y', 1, 200],
          ['Z', 1, 10],
        ],
        stocks: [{ X: 1, Y: 1 }, { X: 1 }],
        least: 100,
      }),
    ).toEqual([]);
    expect(
      split({
        lines: [
          ['X', 1, 100],
          ['Y', 1, 100],
          ['Z', 1, 10],
        ],
        stocks: [{ X: 1 }, { Y: 1 }],
        least: 100,
      }),
    ).toEqual([]);
  });
});
