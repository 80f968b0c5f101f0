import { expect, test } from '@jest/globals';
import { compare } from '../../../domain/values/compare.ts';

test('the lesser comes first, of two equal ones neither', () => {
  expect([compare('a', 'b'), compare('b', 'a'), compare('b', 'b')]).toEqual([-1, 1, 0]);
  expect([compare(1n, 2n), compare(2n, 1n), compare(2n, 2n)]).toEqual([-1, 1, 0]);
});
