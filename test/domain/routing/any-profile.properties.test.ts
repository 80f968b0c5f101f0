// Properties of every profile, whatever a planner writes: later rules, weights, classes, limits.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planRouting } from '../../../domain/routing/engine.ts';
import { profileErrors } from '../../../domain/routing/profile-check.ts';
import type { ProfileRule, RoutingProfile, CriterionUse } from '../../../domain/routing/profile.ts';
import type { Quote } from '../../../domain/carriers/quote.ts';
import type { Candidate, RoutingRequest } from '../../../domain/routing/request.ts';
import { ProfileIn } from '../../../api/contract/profile-in.ts';
import { candidate, hours, line, now, quote, request } from './candidates.ts';

const uses = (...all: CriterionUse[]) => fc.subarray(all);
const anyRule = (name: string, next: string | null): fc.Arbitrary<ProfileRule> =>
  fc.record({
    name: fc.constant(name),
    when: uses(
      { criterion: 'order-value', minMinor: 10_000 },
      { criterion: 'line-count', max: 2 },
      { criterion: 'time-left', maxHours: 24 },
      { criterion: 'goods-class', in: ['B'], lines: 'MIXED' },
    ),
    eligibility: uses(
      { criterion: 'store-quota' },
      { criterion: 'opening-in-time' },
      { criterion: 'credit-floor', min: 50 },
      { criterion: 'greatest-distance', maxKm: 60 },
      { criterion: 'backlog' },
      {
        criterion: 'goods-class',
        classes: { A: { partyKinds: ['HEAD_OFFICE'], yields: true }, B: { kinds: ['STORE'] } },
      },
    ),
    strategy: fc.record({
      split: fc.constantFrom('NEVER' as const, 'BY_LINE' as const, 'BY_QUANTITY' as const),
      partial: fc.boolean(),
      maxParcels: fc.option(fc.integer({ min: 1, max: 3 })),
      minParcelValueMinor: fc.constantFrom(0, 0, 15_000),
      keepTogether: fc.record({
        gifts: fc.boolean(),
        goodsClasses: fc.constantFrom<string[]>([], ['A']),
        skus: fc.constantFrom<string[][]>([], [['SHIRT', 'HAT']]),
      }),
    }),
    ranking: fc.oneof(
      uses(
        { criterion: 'region' },
        { criterion: 'freight' },
        { criterion: 'distance' },
        { criterion: 'load-share' },
        { criterion: 'stock-quantity', upTo: 2 },
        { criterion: 'fair-share' },
      ).map((criteria) => ({
        by: 'ORDER' as const,
        criteria: [...criteria, { criterion: 'priority', locationIds: ['c', 'a'] }],
      })),
      fc
        .record({ distance: fc.integer({ min: 1, max: 9 }), freight: fc.integer({ min: 1, max: 9 }) })
        .map(({ distance, freight }) => ({
          by: 'WEIGHT' as const,
          criteria: [
            { criterion: 'distance', weight: distance },
            { criterion: 'freight', weight: freight },
          ],
        })),
    ),
    rest:
      next === null
        ? fc.constantFrom('UNROUTED' as const, 'HOLD' as const, 'CANCEL' as const)
        : fc.constantFrom('UNROUTED' as const, { toRule: next }, { toRule: next }),
  });
const anyProfile: fc.Arbitrary<RoutingProfile> = fc.record({
  version: fc.constant(9),
  name: fc.constant('any'),
  prefer: fc.constantFrom('NEAREST' as const, 'CHEAPEST' as const),
  rules: fc.tuple(anyRule('first', 'second'), anyRule('second', 'third'), anyRule('third', null)),
});

const units = fc.integer({ min: 0, max: 5 });
const anyCandidate = fc
  .record({
    locationId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    kind: fc.constantFrom('STORE' as const, 'WAREHOUSE' as const),
    partyKind: fc.constantFrom('HEAD_OFFICE', 'FRANCHISEE'),
    city: fc.constantFrom('杭州市', '宁波市'),
    latitude: fc.option(fc.constantFrom(30.2, 30.3, 31)),
    creditScore: fc.constantFrom(40, 60, 100),
    quotaLimit: fc.option(fc.constantFrom(1, 3)),
    quotaTaken: units,
    hourlyCapacity: fc.option(fc.constant(2)),
    backlog: units,
    lastOfferAt: fc.option(units),
    quotes: fc.constantFrom<Quote[]>([], [quote()], [quote({ freightMinor: 500 })], [quote({ freightMinor: 900 })]),
    openIntervals: fc.constantFrom(0, 80).map((from) => [{ fromAt: now + hours(from), toAt: now + hours(from + 9) }]),
    available: fc.record({ SHIRT: units, SHOES: units, HAT: units }, { requiredKeys: [] }),
  })
  .map(({ locationId, ...over }) => candidate(locationId, over as Partial<Candidate>));
const anyCandidates = fc.uniqueArray(anyCandidate, { selector: (one) => one.locationId, maxLength: 8 });
const anyRequest: fc.Arbitrary<RoutingRequest> = fc
  .record({
    shipByAt: fc.option(fc.constantFrom(now + hours(6), now + hours(90))),
    orderValueMinor: fc.constantFrom(5000, 50_000),
    preferredLocationId: fc.option(fc.constantFrom('a', 'b')),
    lines: fc
      .array(
        fc.record({
          sku: fc.constantFrom('SHIRT', 'SHOES', 'HAT'),
          quantity: fc.integer({ min: 1, max: 6 }),
          goodsClass: fc.constantFrom('A', 'B'),
        }),
        { minLength: 1, maxLength: 4 },
      )
      .map((lines) => lines.map((one, at) => line(`l${at}`, { ...one, giftForLineId: at === 1 ? 'l0' : null }))),
  })
  .map(request);
const always = (promise: (profile: RoutingProfile, asked: RoutingRequest, candidates: Candidate[]) => void) =>
  fc.assert(fc.property(anyProfile, anyRequest, anyCandidates, promise), { numRuns: 1500 });

test('assigned and unrouted is what was asked, from stock that is there, each location once', () => {
  always((profile, asked, candidates) => {
    const { assignments, unrouted } = planRouting(profile, asked, candidates);
    expect(new Set(assignments.map((one) => one.locationId)).size).toBe(assignments.length);
    const parts = assignments.flatMap(({ locationId, lines }) =>
      lines.map((one) => ({
        locationId,
        ...one,
        sku: asked.lines.find((each) => each.lineId === one.lineId)?.sku ?? '',
      })),
    );
    for (const one of asked.lines)
      expect(
        [...parts, ...unrouted]
          .filter((part) => part.lineId === one.lineId)
          .reduce((all, part) => all + part.quantity, 0),
      ).toBe(one.quantity);
    for (const one of candidates)
      for (const sku of ['SHIRT', 'SHOES', 'HAT'])
        expect(
          parts
            .filter((part) => part.locationId === one.locationId && part.sku === sku)
            .reduce((all, part) => all + part.quantity, 0),
        ).toBeLessThanOrEqual(one.available[sku] ?? 0);
  });
});

test('the order in which candidates are listed changes nothing, not even the reasons', () => {
  fc.assert(
    fc.property(
      anyProfile,
      anyRequest,
      anyCandidates.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      (profile, asked, [list, shuffled]) => {
        expect(planRouting(profile, asked, shuffled)).toEqual(planRouting(profile, asked, list));
      },
    ),
    { numRuns: 1500 },
  );
});

test('in each applied rule only locations that did not fall send anything, and no more parcels than it may', () => {
  always((profile, asked, candidates) => {
    const plan = planRouting(profile, asked, candidates);
    for (const tried of plan.tried) {
      const chosen = tried.verdicts.filter((one) => one.chosen);
      const { maxParcels, split } = profile.rules.find((rule) => rule.name === tried.rule)?.strategy ?? {
        maxParcels: null,
        split: 'NEVER',
      };
      expect(chosen.every((one) => one.ineligible === null)).toBe(true);
      expect(chosen.length).toBeLessThanOrEqual(split === 'NEVER' ? 1 : (maxParcels ?? Infinity));
      expect(tried.verdicts.length).toBe(tried.skippedBy === null ? candidates.length : 0);
    }
    expect(
      new Set(
        plan.tried
          .flatMap((rule) => rule.verdicts)
          .filter((one) => one.chosen)
          .map((one) => one.locationId),
      ),
    ).toEqual(new Set(plan.assignments.map((one) => one.locationId)));
  });
});

test('such profiles are sound as they are, and stay what they are when they are sent', () => {
  fc.assert(
    fc.property(anyProfile, ({ version: _, ...profile }) => {
      expect(profileErrors(profile)).toEqual([]);
      expect(ProfileIn.parse(JSON.parse(JSON.stringify(profile)))).toEqual(profile);
    }),
    { numRuns: 300 },
  );
});
