// Each criterion alone: ineligible locations with their reasons, ranking, and the conditions of rules.
import { describe, expect, test } from '@jest/globals';
import { planRouting } from '../../../domain/routing/engine.ts';
import type { ProfileRule, RoutingProfile, CriterionUse } from '../../../domain/routing/profile.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { kmToBuyer } from '../../../domain/routing/geography.ts';
import { neededFields, criterionNamed, register } from '../../../domain/routing/register.ts';
import type { Candidate, RoutingRequest } from '../../../domain/routing/request.ts';
import { candidate, hours, line, now, quote, request, verdictsOf } from './candidates.ts';

const store = (over: Partial<Candidate> = {}, id = 's') =>
  candidate(id, { available: { SHIRT: 5, SHOES: 5 }, ...over });
const only = (over: Partial<ProfileRule>): RoutingProfile => ({
  ...completeNearest,
  rules: completeNearest.rules.map((rule) => ({ ...rule, eligibility: [], ...over })),
});
const ineligible = (use: CriterionUse, one: Candidate, asked: RoutingRequest = request()) =>
  verdictsOf(planRouting(only({ eligibility: [use] }), asked, [one]))[0]?.ineligible?.code ?? null;
const score = (use: CriterionUse, one: Candidate, asked: RoutingRequest = request()) =>
  criterionNamed(register.ranking, use).score(one, asked, use);
const holds = (use: CriterionUse, over: Partial<RoutingRequest>) =>
  criterionNamed(register.conditions, use).holds(request(over), use);
const sentBy = (profile: RoutingProfile, asked: RoutingRequest, candidates: Candidate[]) =>
  planRouting(profile, asked, candidates).assignments.map((one) => one.locationId);

describe('who may be asked', () => {
  test('only a store that offers the method', () => {
    expect([
      ineligible({ criterion: 'method-offered' }, store({ methods: ['STORE_PICKUP'] })),
      ineligible({ criterion: 'method-offered' }, store()),
    ]).toEqual(['METHOD_NOT_OFFERED', null]);
  });

  test('a congested warehouse overflows to the stores; what the buyer fetches there passes', () => {
    const full = store({ hourlyCapacity: 10, backlog: 10 });
    expect([
      ineligible({ criterion: 'backlog' }, full),
      ineligible({ criterion: 'backlog' }, store({ hourlyCapacity: 10, backlog: 9 })),
      ineligible({ criterion: 'backlog' }, store({ backlog: 1000 })),
    ]).toEqual(['CONGESTED', null, null]);
    expect(
      ineligible({ criterion: 'backlog' }, full, request({ method: 'STORE_PICKUP', pickupLocationId: 's' })),
    ).toBeNull();
    expect(
      sentBy(completeNearest, request(), [
        store({ kind: 'WAREHOUSE', hourlyCapacity: 10, backlog: 10 }, 'warehouse'),
        store({ latitude: 31 }, 'store'),
      ]),
    ).toEqual(['store']);
  });

  test('no store of a franchisee who has had enough for the day; an operator may ask all the same', () => {
    const full = store({ franchiseQuota: { limit: 20, taken: 20 } });
    expect([
      ineligible({ criterion: 'franchise-quota' }, full),
      ineligible({ criterion: 'franchise-quota' }, store({ franchiseQuota: { limit: 20, taken: 19 } })),
      ineligible({ criterion: 'franchise-quota' }, full, request({ ignoreQuota: true })),
    ]).toEqual(['FRANCHISE_QUOTA_REACHED', null, null]);
  });

  test('no store that has taken its orders of the hour; pickups and operators pass all the same', () => {
    const taking = (taken: number) => store({ hourlyQuota: { period: '2026-10-01T12', limit: 3, taken } });
    const use = { criterion: 'hourly-quota' };
    expect([
      ineligible(use, taking(3)),
      ineligible(use, taking(2)),
      ineligible(use, store()),
      ineligible(use, taking(3), request({ ignoreQuota: true })),
      ineligible(use, taking(3), request({ method: 'STORE_PICKUP', pickupLocationId: 's' })),
    ]).toEqual(['HOURLY_QUOTA_REACHED', null, null, null, null]);
  });

  test('a place at exactly the greatest distance is not too far', () => {
    const far = store({ latitude: 31, quotes: [quote({ sameDay: true })] });
    const km = kmToBuyer(far, request()) ?? 0;
    const today = request({ sameDay: true });
    expect([
      ineligible({ criterion: 'greatest-distance', maxKm: km }, far),
      ineligible({ criterion: 'greatest-distance', maxKm: km - 0.001 }, far),
      ineligible({ criterion: 'same-day-radius', maxKm: km }, far, today),
      ineligible({ criterion: 'same-day-radius', maxKm: km - 0.001 }, far, today),
    ]).toEqual([null, 'TOO_FAR', null, 'OUTSIDE_SAME_DAY']);
    const why = (one: Candidate) =>
      verdictsOf(planRouting(only({ eligibility: [{ criterion: 'same-day-radius', maxKm: 10 }] }), today, [one]))[0]
        ?.ineligible?.detail;
    expect(why(far)).toBe(`${km} km away, same-day delivery reaches 10 km`);
    expect(why({ ...far, latitude: null })).toBe('its distance is unknown');
  });

  test('no store below the credit floor, none too far away; one whose place is unknown is not too far', () => {
    expect([
      ineligible({ criterion: 'credit-floor', min: 60 }, store({ creditScore: 59 })),
      ineligible({ criterion: 'credit-floor', min: 60 }, store({ creditScore: 60 })),
    ]).toEqual(['CREDIT_TOO_LOW', null]);
    expect([
      ineligible({ criterion: 'greatest-distance', maxKm: 50 }, store({ latitude: 31 })),
      ineligible({ criterion: 'greatest-distance', maxKm: 100 }, store({ latitude: 31 })),
      ineligible({ criterion: 'greatest-distance', maxKm: 50 }, store({ latitude: null })),
    ]).toEqual(['TOO_FAR', null, null]);
  });

  test('for the same day only within the radius of the profile', () => {
    const use = { criterion: 'same-day-radius', maxKm: 10 };
    const today = request({ sameDay: true });
    const quick = [quote({ sameDay: true })];
    expect([
      ineligible(use, store({ quotes: quick }), today),
      ineligible(use, store({ quotes: quick, latitude: 31 }), today),
      ineligible(use, store({ quotes: quick, latitude: null }), today),
      ineligible(use, store({ latitude: 31 })),
    ]).toEqual([null, 'OUTSIDE_SAME_DAY', 'OUTSIDE_SAME_DAY', null]);
  });

  test('a channel sells from a location only what its assortment says; a channel without one sells everything', () => {
    const use = {
      criterion: 'channel-assortment',
      entries: [{ channelId: 'shop', goodsClasses: ['A'], locationIds: ['s'] }],
    };
    expect([
      ineligible(use, store()),
      ineligible(use, store({}, 'other')),
      ineligible(use, store(), request({ lines: [line('l1', { goodsClass: 'B' })] })),
      ineligible(use, store({}, 'other'), request({ channelId: 'another' })),
    ]).toEqual([null, 'NOT_IN_ASSORTMENT', 'NOT_IN_ASSORTMENT', null]);
  });
});

test('a line is sold from here when one entry of its channel covers it, whatever the others say', () => {
  const use = {
    criterion: 'channel-assortment',
    entries: [
      { channelId: 'shop', goodsClasses: ['A'], locationIds: ['s'] },
      { channelId: 'shop', skus: ['SHOES'] },
      { channelId: 'another', skus: ['SOCKS'] },
    ],
  };
  const shoes = request({ lines: [line('l1', { sku: 'SHOES', goodsClass: 'B' })] });
  expect([
    ineligible(use, store()),
    ineligible(use, store({}, 'other'), shoes),
    ineligible(use, store({}, 'other')),
    ineligible(use, store(), { ...shoes, channelId: 'another' }),
  ]).toEqual([null, null, 'NOT_IN_ASSORTMENT', 'NOT_IN_ASSORTMENT']);
});

describe('goods of class A come from the head office, those of class B from stores', () => {
  const classes = { A: { partyKinds: ['HEAD_OFFICE'] }, B: { kinds: ['STORE'] } };
  const strict = only({ eligibility: [{ criterion: 'goods-class', classes }] });
  const yielding = only({
    eligibility: [
      { criterion: 'goods-class', classes: { A: { ...classes.A, yields: true }, B: { ...classes.B, yields: true } } },
    ],
  });
  const mixed = request({ lines: [line('a'), line('b', { sku: 'SHOES', goodsClass: 'B' })] });
  const warehouse = (available: Record<string, number>) =>
    candidate('warehouse', { kind: 'WAREHOUSE', available, latitude: 35 });
  const franchisee = (available: Record<string, number>) =>
    candidate('franchisee', { partyKind: 'FRANCHISEE', available });

  test('each class goes where it may', () => {
    expect(sentBy(strict, request(), [warehouse({ SHIRT: 1 }), franchisee({ SHIRT: 1 })])).toEqual(['warehouse']);
    expect(
      sentBy(strict, request({ lines: [line('b', { goodsClass: 'B' })] }), [
        warehouse({ SHIRT: 1 }),
        franchisee({ SHIRT: 1 }),
      ]),
    ).toEqual(['franchisee']);
  });
  test('a class that only stores serve does not go to a warehouse of the head office', () => {
    expect(sentBy(strict, request({ lines: [line('b', { goodsClass: 'B' })] }), [warehouse({ SHIRT: 1 })])).toEqual([]);
  });
  test('a mixed order goes to a place of the head office that has all of it', () => {
    expect(sentBy(strict, mixed, [warehouse({ SHIRT: 1, SHOES: 1 }), franchisee({ SHIRT: 1, SHOES: 1 })])).toEqual([
      'warehouse',
    ]);
  });
  test('else, if the class yields, to a store with all of it; a split comes last', () => {
    expect(sentBy(yielding, mixed, [warehouse({ SHIRT: 1 }), franchisee({ SHIRT: 1, SHOES: 1 })])).toEqual([
      'franchisee',
    ]);
    expect(sentBy(yielding, mixed, [warehouse({ SHIRT: 1 }), franchisee({ SHOES: 1 })])).toEqual([
      'franchisee',
      'warehouse',
    ]);
  });
  test('a class that does not yield is split instead, or waits', () => {
    expect(sentBy(strict, mixed, [warehouse({ SHIRT: 1 }), franchisee({ SHIRT: 1, SHOES: 1 })]).toSorted()).toEqual([
      'franchisee',
      'warehouse',
    ]);
    expect(planRouting(strict, mixed, [franchisee({ SHIRT: 1, SHOES: 1 })])).toMatchObject({
      assignments: [{ locationId: 'franchisee', lines: [{ lineId: 'b' }] }],
      unrouted: [{ lineId: 'a' }],
    });
  });
});

describe('who comes first', () => {
  test('by kind, with those of one group alike and the unnamed last', () => {
    const use = { criterion: 'location-kind', groups: [['HEAD_OFFICE_WAREHOUSE'], ['STORE']] };
    expect([
      score(use, store({ kind: 'WAREHOUSE' })),
      score(use, store()),
      score(use, store({ kind: 'WAREHOUSE', partyKind: 'OPERATOR' })),
    ]).toEqual([0, 1, 2]);
  });
  test('by freight and by days: the best carrier counts, unknown comes last', () => {
    const quotes = [
      quote({ freightMinor: 900, days: 1 }),
      quote({ carrierId: 'slow', freightMinor: 500, days: 3 }),
      quote({ carrierId: 'new' }),
    ];
    expect([
      score({ criterion: 'freight' }, store({ quotes })),
      score({ criterion: 'fastest' }, store({ quotes })),
      score({ criterion: 'freight' }, store()),
    ]).toEqual([500, 1, null]);
    const first = (one: Candidate, other: Candidate) =>
      sentBy(only({ ranking: { by: 'ORDER', criteria: [{ criterion: 'freight' }] } }), request(), [one, other]);
    expect(first(store({}, 'a-unknown'), store({ quotes }, 'b-known'))).toEqual(['b-known']);
  });
  test('by stock: the most, or whoever has enough; or where it lies longest', () => {
    const two = request({ lines: [line('l1', { quantity: 2 }), line('l2', { sku: 'SHOES', quantity: 1 })] });
    expect([
      score({ criterion: 'stock-quantity' }, store({ available: { SHIRT: 9, SHOES: 4 } }), two),
      score({ criterion: 'stock-quantity', upTo: 1 }, store({ available: { SHIRT: 9, SHOES: 4 } }), two),
    ]).toEqual([-13, -3]);
    expect([
      score({ criterion: 'longest-unsold' }, store({ unsoldSince: { SHIRT: 7, SHOES: 9 } }), two),
      score({ criterion: 'longest-unsold' }, store()),
    ]).toEqual([9, 0]);
  });
  test('by priority, credit, load and who waited longest', () => {
    expect([
      score({ criterion: 'priority', locationIds: ['x', 's'] }, store()),
      score({ criterion: 'priority', locationIds: ['x'] }, store()),
    ]).toEqual([1, 1]);
    expect([
      score({ criterion: 'credit-score' }, store({ creditScore: 90 })),
      score({ criterion: 'load-share' }, store({ quotaLimit: 10, quotaTaken: 5 })),
      score({ criterion: 'load-share' }, store({ quotaLimit: 0 })),
      score({ criterion: 'load-share' }, store()),
    ]).toEqual([10, 0.5, 1, 0]);
    expect([
      score({ criterion: 'fair-share' }, store({ lastOfferAt: 5 })),
      score({ criterion: 'fair-share' }, store()),
    ]).toEqual([5, 0]);
  });
  test('by who hands over in time, its opening and the handling counted', () => {
    const opensIn = (count: number) =>
      store({ openIntervals: [{ fromAt: now + hours(count), toAt: now + hours(count + 8) }] });
    expect([
      score({ criterion: 'promised-date' }, opensIn(4), request({ shipByAt: now + hours(6) })),
      score({ criterion: 'promised-date' }, opensIn(5), request({ shipByAt: now + hours(6) })),
      score({ criterion: 'promised-date' }, opensIn(99)),
    ]).toEqual([0, 1, 0]);
  });
  test('by weights: what is far but cheap against what is near but dear, as the weights say', () => {
    const places = [
      store({ quotes: [quote({ freightMinor: 2000 })] }, 'near'),
      store({ latitude: 31, quotes: [quote({ freightMinor: 500 })] }, 'far'),
      store({ latitude: 30.6, quotes: [quote({ freightMinor: 600 })] }, 'between'),
    ];
    const weighing = (distance: number, freight: number) =>
      sentBy(
        only({
          ranking: {
            by: 'WEIGHT',
            criteria: [
              { criterion: 'distance', weight: distance },
              { criterion: 'freight', weight: freight },
            ],
          },
        }),
        request(),
        places,
      );
    expect([weighing(9, 1), weighing(1, 9), weighing(1, 1)]).toEqual([['near'], ['far'], ['between']]);
  });
  test('by weights: what all have alike decides nothing, and what is unknown is no better than the worst', () => {
    const weighed = (...criteria: (CriterionUse & { weight: number })[]) =>
      verdictsOf(
        planRouting(only({ ranking: { by: 'WEIGHT', criteria } }), request(), [
          store({ latitude: 30.6 }, 'a-far'),
          store({ latitude: null }, 'b-unknown'),
          store({ latitude: 30.3 }, 'z-near'),
        ]),
      ).map((one) => one.locationId);
    expect(weighed({ criterion: 'opening', weight: 5 }, { criterion: 'distance', weight: 1 })).toEqual([
      'z-near',
      'a-far',
      'b-unknown',
    ]);
  });
  test('nearest or cheapest is one switch', () => {
    const places = [
      store({ quotes: [quote({ freightMinor: 2000 })] }, 'near'),
      store({ city: '宁波市', latitude: 29.9, quotes: [quote({ freightMinor: 500 })] }, 'cheap'),
    ];
    expect([
      sentBy({ ...completeNearest, prefer: 'NEAREST' }, request(), places),
      sentBy({ ...completeNearest, prefer: 'CHEAPEST' }, request(), places),
    ]).toEqual([['near'], ['cheap']]);
  });
});

describe('when a rule applies', () => {
  test.each<[string, CriterionUse, Partial<RoutingRequest>, Partial<RoutingRequest>]>([
    ['channel', { criterion: 'channel', in: ['shop'] }, {}, { channelId: 'other' }],
    ['method', { criterion: 'method', in: ['STORE_PICKUP'] }, { method: 'STORE_PICKUP' }, {}],
    ['value', { criterion: 'order-value', minMinor: 10_000, maxMinor: 10_000 }, {}, { orderValueMinor: 9999 }],
    ['at most so many lines', { criterion: 'line-count', max: 1 }, {}, { lines: [line('a'), line('b')] }],
    [
      'no line at all is at most one',
      { criterion: 'line-count', max: 1 },
      { lines: [] },
      { lines: [line('a'), line('b')] },
    ],
    ['at least so many lines', { criterion: 'line-count', min: 2 }, { lines: [line('a'), line('b')] }, {}],
    [
      'many lines are at least two',
      { criterion: 'line-count', min: 2 },
      { lines: Array.from({ length: 2000 }, (_, n) => line(`l${n}`)) },
      {},
    ],
    [
      'between the two, both included',
      { criterion: 'line-count', min: 2, max: 2 },
      { lines: [line('a'), line('b')] },
      { lines: [line('a'), line('b'), line('c')] },
    ],
    [
      'any of a class',
      { criterion: 'goods-class', in: ['B'] },
      { lines: [line('a'), line('b', { goodsClass: 'B' })] },
      {},
    ],
    [
      'all of a class',
      { criterion: 'goods-class', in: ['A'], lines: 'ALL' },
      {},
      { lines: [line('a'), line('b', { goodsClass: 'B' })] },
    ],
    [
      'mixed is not none of a class',
      { criterion: 'goods-class', in: ['A'], lines: 'MIXED' },
      { lines: [line('a'), line('b', { goodsClass: 'B' })] },
      { lines: [line('b', { goodsClass: 'B' })] },
    ],
    [
      'mixed',
      { criterion: 'goods-class', in: ['A'], lines: 'MIXED' },
      { lines: [line('a'), line('b', { goodsClass: 'B' })] },
      {},
    ],
    ['province', { criterion: 'region', provinces: ['上海市', ' 浙江省'] }, {}, { destination: null }],
    [
      'city',
      { criterion: 'region', provinces: ['浙江省'], cities: ['绍兴市', '杭州市'] },
      {},
      { destination: { province: '浙江省', city: '宁波市', district: null, latitude: null, longitude: null } },
    ],
    [
      'campaign',
      { criterion: 'campaign-window', from: new Date(now).toISOString(), to: new Date(now + 1).toISOString() },
      {},
      { now: now + 1 },
    ],
    ['little time', { criterion: 'time-left', maxHours: 24 }, { shipByAt: now + hours(24) }, { shipByAt: null }],
    [
      'exactly so much time',
      { criterion: 'time-left', minHours: 24 },
      { shipByAt: now + hours(24) },
      { shipByAt: now + hours(24) - 1 },
    ],
    ['much time', { criterion: 'time-left', minHours: 24 }, { shipByAt: null }, { shipByAt: now + hours(23) }],
  ])('%s', (_, use, yes, no) => {
    expect([holds(use, yes), holds(use, no)]).toEqual([true, false]);
  });
});

describe('rules in order', () => {
  const local: ProfileRule = {
    ...(completeNearest.rules[0] as ProfileRule),
    name: 'local',
    eligibility: [{ criterion: 'greatest-distance', maxKm: 50 }],
    rest: { toRule: 'anywhere' },
  };
  const anywhere: ProfileRule = { ...local, name: 'anywhere', eligibility: [], rest: 'CANCEL' };
  const near = candidate('near', { available: { SHIRT: 1 } });
  const far = candidate('far', { available: { SHIRT: 5 }, latitude: 35 });

  test('what one rule cannot place goes on to a later one; a location that both ask sends one parcel', () => {
    const plan = planRouting(
      { ...completeNearest, rules: [local, anywhere] },
      request({ lines: [line('l1', { quantity: 3 })] }),
      [near, far],
    );
    expect(plan).toMatchObject({
      assignments: [
        { locationId: 'near', lines: [{ quantity: 1 }] },
        { locationId: 'far', lines: [{ quantity: 2 }] },
      ],
      unrouted: [],
    });
    expect(plan.tried.map((rule) => rule.rule)).toEqual(['local', 'anywhere']);
  });
  test('the last rule decides about the rest; one whose condition does not hold is skipped and says which', () => {
    const plan = planRouting(
      { ...completeNearest, rules: [{ ...local, when: [{ criterion: 'channel', in: ['other'] }] }, anywhere] },
      request({ lines: [line('l1', { quantity: 9 })] }),
      [near, far],
    );
    expect(plan).toMatchObject({
      tried: [
        { rule: 'local', skippedBy: 'channel' },
        { rule: 'anywhere', skippedBy: null },
      ],
      unrouted: [{ quantity: 3 }],
      rest: 'CANCEL',
    });
    expect(
      planRouting(
        { ...completeNearest, rules: [{ ...local, when: [{ criterion: 'channel', in: ['other'] }] }] },
        request(),
        [near],
      ),
    ).toMatchObject({ assignments: [], unrouted: [{ quantity: 1 }], rest: 'UNROUTED' });
  });
});

test('only what the criteria of a profile read is loaded', () => {
  expect([...neededFields(completeNearest)].toSorted()).toEqual(['backlog']);
  expect(
    [
      ...neededFields(
        only({ ranking: { by: 'ORDER', criteria: [{ criterion: 'longest-unsold' }, { criterion: 'fair-share' }] } }),
      ),
    ].toSorted(),
  ).toEqual(['lastOffer', 'unsold']);
});

test('every criterion says what it does, and its name is used once', () => {
  for (const of of Object.values(register))
    for (const [name, criterion] of of)
      expect([name, criterion.description.length > 20]).toEqual([criterion.name, true]);
});
