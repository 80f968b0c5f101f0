// A profile is checked before it is stored, and two profiles are compared.
import { describe, expect, test } from '@jest/globals';
import { bundlesOf } from '../../../domain/routing/bundles.ts';
import { needsOf } from '../../../domain/routing/capacity.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import { maySplit, type CriterionUse, type ProfileRule } from '../../../domain/routing/profile.ts';
import { profileErrors } from '../../../domain/routing/profile-check.ts';
import { differencesOf } from '../../../domain/routing/profile-difference.ts';
import { cheapest } from '../../../domain/routing/profiles/cheapest.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { candidate, line, now, request, withStrategy } from './candidates.ts';

const rule = (name: string, over: Partial<ProfileRule> = {}): ProfileRule => ({
  ...(completeNearest.rules[0] as ProfileRule),
  name,
  ...over,
});
const errors = (...rules: ProfileRule[]) =>
  profileErrors({ ...completeNearest, rules }).map(({ pointer, detail }) => `${pointer}: ${detail}`);
const iso = (at: number) => new Date(at).toISOString();

describe('a profile is refused with the place of its error', () => {
  test('when two rules have one name, or a criterion stands in a list twice', () => {
    expect(errors(rule('a'), rule('b'), rule('a'))).toEqual(['/rules/2/name: two rules are named a']);
    const twice: CriterionUse[] = [{ criterion: 'backlog' }, { criterion: 'store-quota' }, { criterion: 'backlog' }];
    expect(errors(rule('a', { eligibility: twice }))).toEqual([
      '/rules/0/eligibility/2/criterion: backlog stands here twice',
    ]);
  });
  test('when a condition ends before it begins; a window of time must last, a range may be one number', () => {
    const when = (use: CriterionUse) => errors(rule('a', { when: [use] }));
    expect(when({ criterion: 'line-count', min: 2, max: 1 })).toEqual([
      '/rules/0/when/0/max: max 1 is less than min 2: the rule would never apply',
    ]);
    expect(when({ criterion: 'line-count', min: 2, max: 2 })).toEqual([]);
    expect(when({ criterion: 'line-count', max: 1 })).toEqual([]);
    const from = iso(now);
    expect(when({ criterion: 'campaign-window', from, to: from })).toEqual([
      `/rules/0/when/0/to: to ${from} is not after from ${from}: the rule would never apply`,
    ]);
    expect(
      when({ criterion: 'campaign-window', from: '2026-01-01T09:00:00+09:00', to: '2026-01-01T01:00:00Z' }),
    ).toEqual([]);
    expect(when({ criterion: 'channel', in: ['shop'] })).toEqual([]);
  });
  test('when the rest goes to a rule that is not there, not later, or the rule itself', () => {
    const to = (toRule: string) => errors(rule('a'), rule('b', { rest: { toRule } }), rule('c'));
    expect([to('c'), to('b'), to('a'), to('d')]).toEqual([
      [],
      ['/rules/1/rest/toRule: b does not come later: the rest would go round for ever'],
      ['/rules/1/rest/toRule: a does not come later: the rest would go round for ever'],
      ['/rules/1/rest/toRule: there is no rule named d'],
    ]);
  });
});

describe('the rest of a rule', () => {
  const stocked = [candidate('s', { available: { SHIRT: 1 } })];
  const asked = request({ lines: [line('l1', { quantity: 2 })] });
  const run = (...rules: ProfileRule[]) => planRouting({ ...completeNearest, rules }, asked, stocked);
  test('passes over the rules between', () => {
    const plan = run(rule('a', { rest: { toRule: 'c' } }), rule('b'), rule('c'));
    expect(plan.tried.map((one) => one.rule)).toEqual(['a', 'c']);
  });
  test('never goes round', () => {
    expect(() => run(rule('a', { rest: { toRule: 'a' } }))).toThrow('no later rule named a');
    expect(() => run(rule('a'), rule('b'))).not.toThrow();
  });
});

test('a profile splits orders when one of its rules does', () => {
  const never = withStrategy({ split: 'NEVER' });
  expect([maySplit(completeNearest), maySplit(never)]).toEqual([true, false]);
  expect(maySplit({ ...never, rules: [...never.rules, ...completeNearest.rules] })).toBe(true);
});

describe('what stays together', () => {
  const lines = [
    line('shirt', { sku: 'SHIRT' }),
    line('hat', { sku: 'HAT', goodsClass: 'B' }),
    line('sock', { sku: 'SOCK', giftForLineId: 'shirt' }),
    line('cup', { sku: 'CUP', goodsClass: 'B' }),
    line('bag', { sku: 'BAG' }),
  ];
  const bundles = (over: Partial<Parameters<typeof bundlesOf>[1]>) =>
    bundlesOf(needsOf(lines), { gifts: false, goodsClasses: [], skus: [], ...over }).map((bundle) =>
      bundle.map((at) => lines[at]?.lineId).join('+'),
    );
  test('nothing by itself; gifts with their line, a class, listed products', () => {
    expect(bundles({})).toEqual(['shirt', 'hat', 'sock', 'cup', 'bag']);
    expect(bundles({ gifts: true })).toEqual(['shirt+sock', 'hat', 'cup', 'bag']);
    expect(bundles({ goodsClasses: ['B'] })).toEqual(['shirt', 'hat+cup', 'sock', 'bag']);
    expect(bundles({ skus: [['BAG', 'HAT', 'GONE']] })).toEqual(['shirt', 'hat+bag', 'sock', 'cup']);
  });
  test('what is joined twice is one bundle', () => {
    expect(bundles({ gifts: true, skus: [['SOCK', 'CUP']], goodsClasses: ['B'] })).toEqual([
      'shirt+hat+sock+cup',
      'bag',
    ]);
  });
});

describe('the differences of two profiles', () => {
  test('are named by their place; equal ones have none', () => {
    expect(differencesOf(completeNearest, completeNearest)).toEqual([]);
    expect(differencesOf(completeNearest, { ...cheapest, prefer: 'NEAREST' })).toEqual([
      { pointer: '/version', a: 1, b: 2 },
      { pointer: '/name', a: 'complete-nearest', b: 'cheapest' },
    ]);
  });
  test('what only one of them has is absent in the other; a list is not an object, null is not a list', () => {
    const other = (use: CriterionUse) => ({ ...completeNearest, rules: [rule('a', { when: [use] })] });
    const between = (a: CriterionUse, b: CriterionUse) => differencesOf(other(a), other(b));
    expect(between({ criterion: 'c', min: 1 }, { criterion: 'c', max: 2 })).toEqual([
      { pointer: '/rules/0/when/0/min', a: 1 },
      { pointer: '/rules/0/when/0/max', b: 2 },
    ]);
    expect(between({ criterion: 'c', in: [1] }, { criterion: 'c', in: { 0: 1 } })).toEqual([
      { pointer: '/rules/0/when/0/in', a: [1], b: { 0: 1 } },
    ]);
    expect(between({ criterion: 'c', in: [1] }, { criterion: 'c', in: null })).toEqual([
      { pointer: '/rules/0/when/0/in', a: [1], b: null },
    ]);
    const rest = { toRule: 'later' };
    expect(
      differencesOf(
        { ...completeNearest, rules: [rule('a', { rest })] },
        { ...completeNearest, rules: [rule('a', { rest: 'HOLD' })] },
      ),
    ).toEqual([{ pointer: '/rules/0/rest', a: rest, b: 'HOLD' }]);
    expect(between({ criterion: 'c', in: 'x' }, { criterion: 'c', in: ['x'] })).toEqual([
      { pointer: '/rules/0/when/0/in', a: 'x', b: ['x'] },
    ]);
    expect(between({ criterion: 'c', 'a/b~': 1 }, { criterion: 'c', 'a/b~': 2 })).toEqual([
      { pointer: '/rules/0/when/0/a~1b~0', a: 1, b: 2 },
    ]);
  });
});
