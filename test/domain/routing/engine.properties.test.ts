import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { planRouting } from '../../../domain/routing/engine.ts';
import type { RoutingPlan } from '../../../domain/routing/plan.ts';
import { maySplit, type RoutingProfile } from '../../../domain/routing/profile.ts';
import type { Candidate, RoutingRequest } from '../../../domain/routing/request.ts';
import { candidate, hours, line, now, quote, request, verdictsOf, withStrategy } from './candidates.ts';

const skus = ['SHIRT', 'SHOES', 'HAT'];
const quantity = fc.integer({ min: 0, max: 6 });
const coordinates = fc.option(fc.constantFrom(30.2, 30.3, 31));
const anyCandidate = fc
  .record({
    locationId: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    city: fc.constantFrom('杭州市', '宁波市'),
    latitude: coordinates,
    longitude: fc.constant(120.1),
    participating: fc.boolean(),
    quotes: fc.subarray([quote()]),
    quotaLimit: fc.option(fc.constantFrom(1, 3)),
    quotaTaken: fc.integer({ min: 0, max: 3 }),
    openIntervals: fc
      .constantFrom(0, 5, 80)
      .map((from) => [{ fromAt: now + hours(from), toAt: now + hours(from + 9) }]),
    available: fc.record({ SHIRT: quantity, SHOES: quantity, HAT: quantity }, { requiredKeys: [] }),
  })
  .map(({ locationId, ...over }) => candidate(locationId, over as Partial<Candidate>));
const anyCandidates = fc.uniqueArray(anyCandidate, { selector: (one) => one.locationId, maxLength: 8 });
const anyLines = fc
  .array(fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 8 }) }), {
    minLength: 1,
    maxLength: 5,
  })
  .map((lines) => lines.map((one, at) => line(`l${at}`, one)));
const anyRequest = fc
  .record({
    lines: anyLines,
    ignoreQuota: fc.boolean(),
    ignoreExclusions: fc.boolean(),
    preferredLocationId: fc.option(fc.constantFrom('a', 'b')),
    onlyLocationId: fc.option(fc.constantFrom('a', 'b'), { freq: 1 }),
    method: fc.constantFrom('HOME_DELIVERY' as const, 'STORE_PICKUP' as const),
    pickupLocationId: fc.constantFrom('a', 'b', 'c'),
    shipByAt: fc.option(fc.constantFrom(now - 1, now + hours(6), now + hours(48))),
    exclusions: fc.array(
      fc.record({
        lineId: fc.constantFrom('l0', 'l1', 'l2'),
        locationId: fc.constantFrom('a', 'b', 'c'),
        untilAt: fc.constantFrom(now, now + 1),
      }),
      { maxLength: 6 },
    ),
  })
  .map(request);
const anyProfile = fc
  .record({
    split: fc.constantFrom('NEVER' as const, 'BY_LINE' as const, 'BY_QUANTITY' as const),
    maxParcels: fc.option(fc.integer({ min: 1, max: 3 })),
  })
  .map(({ split, maxParcels }): RoutingProfile => withStrategy({ split, maxParcels, partial: split !== 'NEVER' }));
const splitOf = (profile: RoutingProfile) => profile.rules[0]?.strategy.split;
const maxParcelsOf = (profile: RoutingProfile) => profile.rules[0]?.strategy.maxParcels ?? Infinity;

const given = (plan: RoutingPlan, keep: (part: { locationId: string; lineId: string }) => boolean): number =>
  plan.assignments
    .flatMap(({ locationId, lines }) => lines.map((line) => ({ locationId, ...line })))
    .filter(keep)
    .reduce((all, part) => all + part.quantity, 0);
interface Case {
  plan: RoutingPlan;
  profile: RoutingProfile;
  asked: RoutingRequest;
  candidates: Candidate[];
}
const always = (promise: (one: Case) => void) =>
  fc.assert(
    fc.property(anyProfile, anyRequest, anyCandidates, (profile, asked, candidates) =>
      promise({ plan: planRouting(profile, asked, candidates), profile, asked, candidates }),
    ),
    { numRuns: 1000 },
  );

test('what is assigned and what stays unrouted is together what was asked, line by line', () => {
  always(({ plan, asked }) => {
    for (const line of asked.lines) {
      const unrouted = plan.unrouted.find((one) => one.lineId === line.lineId)?.quantity ?? 0;
      expect(given(plan, (part) => part.lineId === line.lineId) + unrouted).toBe(line.quantity);
    }
  });
});

test('no location gives more than it has, and none gives nothing', () => {
  always(({ plan, asked, candidates }) => {
    for (const one of candidates)
      for (const sku of skus) {
        const lineIds = asked.lines.filter((line) => line.sku === sku).map((line) => line.lineId);
        expect(
          given(plan, (part) => part.locationId === one.locationId && lineIds.includes(part.lineId)),
        ).toBeLessThanOrEqual(one.available[sku] ?? 0);
      }
    for (const { lines } of plan.assignments) for (const line of lines) expect(line.quantity).toBeGreaterThan(0);
  });
});

test('only locations that did not fall are asked, each once, never for a line they are excluded from', () => {
  always(({ plan, asked }) => {
    const verdictOf = new Map(verdictsOf(plan).map((verdict) => [verdict.locationId, verdict]));
    expect(new Set(plan.assignments.map((one) => one.locationId)).size).toBe(plan.assignments.length);
    for (const { locationId, lines } of plan.assignments) {
      expect(verdictOf.get(locationId)).toMatchObject({ ineligible: null, chosen: true });
      const excluded = asked.ignoreExclusions
        ? []
        : asked.exclusions
            .filter((one) => one.locationId === locationId && one.untilAt > asked.now)
            .map((one) => one.lineId);
      expect(lines.filter((line) => excluded.includes(line.lineId))).toEqual([]);
    }
  });
});

test('the order in which the candidates are listed changes nothing', () => {
  fc.assert(
    fc.property(
      anyProfile,
      anyRequest,
      anyCandidates.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))),
      (profile, asked, [list, shuffled]) => {
        expect(planRouting(profile, asked, shuffled)).toEqual(planRouting(profile, asked, list));
      },
    ),
    { numRuns: 1000 },
  );
});

test('every candidate has exactly one verdict, and those that are ineligible come last', () => {
  always(({ plan, candidates }) => {
    expect(
      verdictsOf(plan)
        .map((one) => one.locationId)
        .toSorted(),
    ).toEqual(candidates.map((one) => one.locationId).toSorted());
    const fallen = verdictsOf(plan).map((one) => one.ineligible !== null);
    expect(fallen).toEqual(fallen.toSorted((a, b) => Number(a) - Number(b)));
  });
});

test('orders are split only if no location has all, lines only if allowed, into no more parcels than allowed', () => {
  always(({ plan, asked, profile }) => {
    if (plan.tried[0]?.how === 'COMPLETE') expect([plan.assignments.length, plan.unrouted.length]).toEqual([1, 0]);
    else if (!maySplit(profile)) expect(plan.assignments).toEqual([]);
    expect(plan.assignments.length).toBeLessThanOrEqual(maxParcelsOf(profile));
    if (splitOf(profile) !== 'BY_QUANTITY')
      for (const one of asked.lines)
        expect([0, one.quantity]).toContain(given(plan, (part) => part.lineId === one.lineId));
  });
});

test('what one location that may be asked holds whole is never split', () => {
  always(({ plan, asked, candidates }) => {
    const eligible = new Set(
      verdictsOf(plan)
        .filter((one) => one.ineligible === null)
        .map((one) => one.locationId),
    );
    const holdsAll = (one: Candidate) =>
      skus.every(
        (sku) =>
          (one.available[sku] ?? 0) >=
          asked.lines.filter((each) => each.sku === sku).reduce((all, each) => all + each.quantity, 0),
      );
    const isFree = (one: Candidate) =>
      asked.ignoreExclusions ||
      !asked.exclusions.some((ex) => ex.locationId === one.locationId && ex.untilAt > asked.now);
    if (candidates.some((one) => eligible.has(one.locationId) && holdsAll(one) && isFree(one)))
      expect([plan.assignments.length, plan.unrouted]).toEqual([1, []]);
  });
});

test('split by quantity, a unit stays unrouted only when no location that may serve it has one left', () => {
  always(({ plan, asked, candidates, profile }) => {
    if (splitOf(profile) !== 'BY_QUANTITY' || plan.assignments.length >= maxParcelsOf(profile)) return;
    const eligible = new Set(
      verdictsOf(plan)
        .filter((one) => one.ineligible === null)
        .map((one) => one.locationId),
    );
    for (const { lineId } of plan.unrouted)
      for (const one of candidates.filter(({ locationId }) => eligible.has(locationId))) {
        if (
          !asked.ignoreExclusions &&
          asked.exclusions.some(
            (ex) => ex.lineId === lineId && ex.locationId === one.locationId && ex.untilAt > asked.now,
          )
        )
          continue;
        const sku = asked.lines.find((line) => line.lineId === lineId)?.sku ?? '';
        const sameSku = asked.lines.filter((line) => line.sku === sku).map((line) => line.lineId);
        expect(given(plan, (part) => part.locationId === one.locationId && sameSku.includes(part.lineId))).toBe(
          one.available[sku] ?? 0,
        );
      }
  });
});

test('more stock, more quota, a better score of the chosen location never loses it the order', () => {
  fc.assert(
    fc.property(anyRequest, anyCandidates, fc.integer({ min: 1, max: 20 }), (asked, candidates, more) => {
      const plan = planRouting(withStrategy({}), asked, candidates);
      if (plan.tried[0]?.how !== 'COMPLETE') return;
      const winner = plan.assignments[0]?.locationId;
      const richer = candidates.map((one) =>
        one.locationId === winner
          ? {
              ...one,
              available: Object.fromEntries(skus.map((sku) => [sku, (one.available[sku] ?? 0) + more])),
              quotaLimit: one.quotaLimit === null ? null : one.quotaLimit + more,
              creditScore: 100,
            }
          : one,
      );
      expect(planRouting(withStrategy({}), asked, richer).assignments.map((one) => one.locationId)).toEqual([winner]);
    }),
    { numRuns: 1000 },
  );
});
