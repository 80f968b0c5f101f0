// The split over many locations where two of them are as good: the better ranked sends.
import { describe, expect, test } from '@jest/globals';
import { needsOf } from '../../../domain/routing/capacity.ts';
import { greedySplit } from '../../../domain/routing/greedy-split.ts';
import type { Strategy } from '../../../domain/routing/profile.ts';
import { line } from './candidates.ts';

const strategy: Strategy = {
  split: 'BY_QUANTITY',
  partial: true,
  maxParcels: null,
  minParcelValueMinor: 0,
  keepTogether: { gifts: false, goodsClasses: [], skus: [] },
};
const lines = [
  line('l0', { sku: 'SHIRT', quantity: 2, unitPriceMinor: 100 }),
  line('l1', { sku: 'SHOES', quantity: 2, unitPriceMinor: 100 }),
];
/** The parcels as `location: line × quantity`, sorted. */
const split = (stocks: number[][], over: Partial<Strategy> = {}): string[] =>
  greedySplit({
    needs: needsOf(lines),
    bundles: [[0], [1]],
    strategy: { ...strategy, ...over },
    sources: stocks.map((stock) => ({ may: [true, true], stock, complete: null })),
  })
    .map(({ source, line: at, quantity }) => `${source}: l${at} × ${quantity}`)
    .toSorted();

describe('of two locations with as many whole lines', () => {
  test('the better ranked sends, also when the line would fit elsewhere', () => {
    expect(
      split([
        [2, 0],
        [2, 0],
        [0, 2],
        [0, 2],
      ]),
    ).toEqual(['0: l0 × 2', '2: l1 × 2']);
  });

  test('more whole lines win over a better rank', () => {
    expect(
      split([
        [2, 0],
        [2, 2],
      ]),
    ).toEqual(['1: l0 × 2', '1: l1 × 2']);
  });
});

describe('a line that no location has whole', () => {
  test('is taken from the better ranked of two with as many units', () => {
    expect(
      split([
        [0, 2],
        [1, 0],
        [1, 0],
        [1, 0],
      ]),
    ).toEqual(['0: l1 × 2', '1: l0 × 1', '2: l0 × 1']);
  });

  test('is taken first from a location that sends already, then from the one with the most units', () => {
    expect(
      split([
        [1, 0],
        [1, 0],
        [1, 2],
      ]),
    ).toEqual(['0: l0 × 1', '2: l0 × 1', '2: l1 × 2']);
  });
});

test('of two parcels that are worth as little, the worse ranked is given up', () => {
  expect(
    split(
      [
        [0, 2],
        [2, 0],
        [2, 0],
      ],
      { minParcelValueMinor: 201 },
    ),
  ).toEqual([]);
  expect(
    split(
      [
        [2, 0],
        [0, 2],
        [2, 2],
      ],
      { minParcelValueMinor: 201 },
    ),
  ).toEqual(['2: l0 × 2', '2: l1 × 2']);
});

test('a parcel that is worth exactly the minimum is sent', () => {
  expect(
    split(
      [
        [2, 0],
        [0, 2],
      ],
      { minParcelValueMinor: 200 },
    ),
  ).toEqual(['0: l0 × 2', '1: l1 × 2']);
});

test('no more parcels than the profile allows', () => {
  expect(
    split(
      [
        [2, 0],
        [0, 2],
      ],
      { maxParcels: 1 },
    ),
  ).toEqual(['0: l0 × 2']);
});
