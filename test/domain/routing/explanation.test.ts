// The explanation of a decision: it is stored with the order, and its size does not grow with the number of stores.
import { expect, test } from '@jest/globals';
import { boundPlan } from '../../../domain/routing/explanation.ts';
import { textOf } from '../../../domain/routing/explanation-text.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import type { Candidate } from '../../../domain/routing/request.ts';
import { candidate, line, request, withStrategy } from './candidates.ts';

const store = (id: string, over: Partial<Candidate> = {}) => candidate(id, { available: { SHIRT: 5 }, ...over });
const changesOf = (candidates: Candidate[], asked = request()) =>
  planRouting(completeNearest, asked, candidates).wouldHaveChanged.map((one) => one.detail);

test('fifty of thousands of stores are kept in full, always the chosen one; the others are counted by reason', () => {
  const many = Array.from({ length: 3000 }, (_, at) =>
    store(
      `s${String(at).padStart(4, '0')}`,
      at % 3 === 0 ? {} : at % 3 === 1 ? { participating: false } : { quotaLimit: 1, quotaTaken: 1 },
    ),
  );
  const plan = boundPlan(planRouting(completeNearest, request(), many));
  expect(plan.tried[0]?.verdicts).toHaveLength(50);
  expect(plan.tried[0]?.others).toEqual({ RANKED_LOWER: 950, NOT_PARTICIPATING: 1000, QUOTA_REACHED: 1000 });
  expect(JSON.stringify(plan).length).toBeLessThan(20_000);
  const few = Array.from({ length: 60 }, (_, at) =>
    store(`s${String(at).padStart(2, '0')}`, { available: { SHIRT: 1, SHOES: 0 } }),
  );
  const last = boundPlan(
    planRouting(completeNearest, request({ lines: [line('l1'), line('l2', { sku: 'SHOES' })] }), [
      ...few,
      store('z-last', { available: { SHOES: 1 }, latitude: 45 }),
    ]),
  );
  expect(last.tried[0]?.verdicts.filter((one) => one.chosen).map((one) => one.locationId)).toEqual(['s00', 'z-last']);
});

test('a nearer store that lacked two shirts is named, and how many', () => {
  expect(
    changesOf(
      [store('near', { available: { SHIRT: 1 } }), store('far', { latitude: 31 })],
      request({ lines: [line('l1', { quantity: 3 })] }),
    ),
  ).toContain('2 more of SHIRT at near: it would have served everything');
});

test('the next store is named with what it was short of: kilometers, or nothing but its name', () => {
  expect(changesOf([store('near'), store('far', { latitude: 30.36 })])).toEqual([
    expect.stringMatching(/^10\.\d+ km less at far/),
  ]);
  expect(changesOf([store('a'), store('b')])).toEqual(['nothing: b is as good and was second by its id only']);
  expect(changesOf([store('known'), store('unknown', { latitude: null })])[0]).toMatch(
    /distance of unknown is unknown/,
  );
});

test('the second choice is what would be done without the first', () => {
  const stores = [store('near'), store('next', { latitude: 31 }), store('last', { latitude: 35 })];
  expect(planRouting(completeNearest, request(), stores).runnerUp).toEqual([
    { locationId: 'next', lines: [{ lineId: 'l1', quantity: 1 }] },
  ]);
  expect(planRouting(completeNearest, request(), stores.slice(0, 1)).runnerUp).toBeNull();
});

test('the text tells the decision from the profile to what would have changed it', () => {
  const stores = [
    store('near', { available: { SHIRT: 1, SHOES: 1 } }),
    store('far', { latitude: 30.36 }),
    store('away', { participating: false }),
  ];
  const asked = request({ lines: [line('l1', { quantity: 3 }), line('l2', { sku: 'SHOES' })] });
  const scores = 'opening 0, location-kind 0, region 0, freight unknown, stock-quantity';
  expect(textOf(boundPlan(planRouting(completeNearest, asked, stores))).split('\n')).toEqual([
    'Profile complete-nearest, version 1',
    'Rule "complete, else nearest": split: the best of all splits that are possible.',
    `   1  far, chosen: ${scores} -3, distance 10.008`,
    `   2  near, chosen: ${scores} -2, distance 0`,
    '   –  away: NOT_PARTICIPATING, does not take part (participation)',
    'Chosen: far sends 3 of line l1; near sends 1 of line l2.',
    'Second: near sends 1 of line l1, 1 of line l2.',
    'It would have been another choice with 1 more of SHOES at far: it would have served everything.',
    'It would have been another choice with 1 more units in stock at near: it would have come first, all else equal.',
  ]);
  expect(textOf(boundPlan(planRouting(completeNearest, request(), [])))).toContain('Chosen: nobody.');
});

test('an order that nobody can serve says of each store why, and what would have helped', () => {
  const text = textOf(
    boundPlan(
      planRouting(completeNearest, request({ lines: [line('l1', { quantity: 9 })] }), [
        store('away', { participating: false }),
        store('full', { quotaLimit: 3, quotaTaken: 3 }),
      ]),
    ),
  );
  expect(text).toContain('away: NOT_PARTICIPATING, does not take part (participation)');
  expect(text).toContain('full: QUOTA_REACHED, quota of the day reached (3 of 3) (store-quota)');
  expect(text).toContain('Nobody serves 9 of line l1: these wait for an operator.');
  const never = textOf(
    boundPlan(
      planRouting(withStrategy({ split: 'NEVER', partial: false }), request({ lines: [line('l1', { quantity: 9 })] }), [
        store('small'),
      ]),
    ),
  );
  expect(never).toContain(
    'It would have been another choice with 4 more of SHIRT at small: it would have served everything.',
  );
});
