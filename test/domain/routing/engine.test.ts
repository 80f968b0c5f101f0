import { describe, expect, test } from '@jest/globals';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import type { RoutingProfile } from '../../../domain/routing/profile.ts';
import type { Candidate, RoutingRequest } from '../../../domain/routing/request.ts';
import { candidate, hours, line, now, request, verdictsOf, withStrategy } from './candidates.ts';

const shirt = { SHIRT: 5 };
const two = [line('l1', { sku: 'SHIRT', quantity: 2 }), line('l2', { sku: 'SHOES', quantity: 1 })];
const run = (asked: RoutingRequest, candidates: Candidate[], profile: RoutingProfile = completeNearest) =>
  planRouting(profile, asked, candidates);
const sentBy = (asked: RoutingRequest, candidates: Candidate[], profile?: RoutingProfile) =>
  Object.fromEntries(
    run(asked, candidates, profile).assignments.map(({ locationId, lines }) => [
      locationId,
      lines.map((line) => `${line.quantity} ${line.lineId}`),
    ]),
  );
const ineligible = (asked: RoutingRequest, one: Candidate) => verdictsOf(run(asked, [one]))[0]?.ineligible;

describe('who is asked', () => {
  test('the nearest store of the same city, then one of the province, then one elsewhere, however near it is', () => {
    const near = candidate('near', { available: shirt, latitude: 30.28 });
    const far = candidate('far', { available: shirt, latitude: 30.5 });
    const province = candidate('province', { available: shirt, city: '宁波市', latitude: 30.271 });
    const elsewhere = candidate('elsewhere', { available: shirt, province: '上海市', city: '上海市', latitude: 30.27 });
    expect(verdictsOf(run(request(), [elsewhere, province, far, near])).map((verdict) => verdict.locationId)).toEqual([
      'near',
      'far',
      'province',
      'elsewhere',
    ]);
    expect(sentBy(request(), [elsewhere, province, far, near])).toEqual({ near: ['1 l1'] });
  });

  test('a city of the same name in another province is elsewhere; spaces and capitals make no difference', () => {
    const suzhou = candidate('suzhou', { available: shirt, province: 'Jiangsu', city: 'Suzhou' });
    const asked = (province: string) =>
      request({ destination: { province, city: ' SUZHOU ', district: null, latitude: null, longitude: null } });
    expect(verdictsOf(run(asked('jiangsu'), [suzhou]))[0]?.scores.region).toBe(0);
    expect(verdictsOf(run(asked('anhui'), [suzhou]))[0]?.scores.region).toBe(2);
  });

  test('a store without coordinates ranks last in its tier and is asked all the same', () => {
    const unknown = candidate('a-unknown', { available: shirt, latitude: null, longitude: null });
    const known = candidate('b-known', { available: shirt, latitude: 29 });
    expect(sentBy(request(), [unknown, known])).toEqual({ 'b-known': ['1 l1'] });
    expect(sentBy(request(), [unknown])).toEqual({ 'a-unknown': ['1 l1'] });
  });

  test('a store far away that has everything comes before two near ones that have half each', () => {
    const stores = [
      candidate('half', { available: { SHIRT: 9 } }),
      candidate('other', { available: { SHOES: 9 } }),
      candidate('all', { available: { SHIRT: 2, SHOES: 1 }, province: '广东省', city: '广州市' }),
    ];
    expect(sentBy(request({ lines: two }), stores)).toEqual({ all: ['2 l1', '1 l2'] });
  });

  test('an open store comes before a nearer one that is closed now; alone, the closed one is asked', () => {
    const closed = candidate('closed', {
      available: shirt,
      openIntervals: [{ fromAt: now + hours(10), toAt: now + hours(20) }],
    });
    const open = candidate('open', { available: shirt, latitude: 30.6 });
    expect(sentBy(request(), [closed, open])).toEqual({ open: ['1 l1'] });
    expect(sentBy(request(), [closed])).toEqual({ closed: ['1 l1'] });
  });

  test('after a hold the same location is asked first', () => {
    expect(
      sentBy(request({ preferredLocationId: 'far' }), [
        candidate('near', { available: shirt }),
        candidate('far', { available: shirt, latitude: 31 }),
      ]),
    ).toEqual({ far: ['1 l1'] });
  });
});

describe('why a location falls', () => {
  const store = (over: Partial<Candidate>) => candidate('s', { available: shirt, ...over });

  test('it does not take part, or it is paused until later', () => {
    expect(ineligible(request(), store({ participating: false }))).toEqual({
      criterion: 'participation',
      code: 'NOT_PARTICIPATING',
      detail: 'does not take part',
    });
    expect(ineligible(request(), store({ pausedUntilAt: now + 1 }))).toEqual({
      criterion: 'participation',
      code: 'PAUSED',
      detail: 'paused',
    });
    expect(ineligible(request(), store({ pausedUntilAt: now }))).toBeNull();
  });

  test('the buyer chose another store, or the operator another location', () => {
    expect(ineligible(request({ method: 'STORE_PICKUP', pickupLocationId: 'other' }), store({}))).toEqual({
      criterion: 'pickup-store',
      code: 'NOT_CHOSEN_STORE',
      detail: 'not the chosen store',
    });
    expect(
      ineligible(request({ method: 'STORE_PICKUP', pickupLocationId: 's', carriers: [] }), store({ quotes: [] })),
    ).toBeNull();
    expect(ineligible(request({ onlyLocationId: 'other' }), store({}))?.code).toBe('NOT_CHOSEN_BY_OPERATOR');
  });

  test('no carrier that collects there reaches the buyer', () => {
    expect(ineligible(request(), store({ quotes: [] }))).toEqual({
      criterion: 'carrier-reach',
      code: 'CARRIER_UNREACHABLE',
      detail: 'no carrier from here reaches the address',
    });
    expect(ineligible(request({ carriers: [] }), store({ quotes: [] }))?.detail).toBe('no carrier reaches the address');
  });

  test('it opens only after the parcel should be on its way, or not within 72 hours', () => {
    const opensIn = (count: number) =>
      store({ openIntervals: [{ fromAt: now + hours(count), toAt: now + hours(count + 8) }] });
    expect(ineligible(request({ shipByAt: now + hours(12) }), opensIn(10))).toBeNull();
    expect(ineligible(request({ shipByAt: now + hours(12) }), opensIn(11))).toEqual({
      criterion: 'opening-in-time',
      code: 'NOT_OPENING',
      detail: 'opens too late for ship-by',
    });
    expect(ineligible(request(), opensIn(72))).toBeNull();
    expect(ineligible(request(), opensIn(73))).toEqual({
      criterion: 'opening-in-time',
      code: 'NOT_OPENING',
      detail: 'does not open within 72 h',
    });
    expect(ineligible(request(), store({ openIntervals: [] }))?.code).toBe('NOT_OPENING');
  });

  test('an order that is late anyway still goes to the store that opens next', () => {
    const tomorrow = store({ openIntervals: [{ fromAt: now + hours(10), toAt: now + hours(20) }] });
    expect(ineligible(request({ shipByAt: now + hours(1) }), tomorrow)).toBeNull();
  });

  test('it has taken its orders of the day; a pickup order or an operator passes all the same', () => {
    const full = store({ quotaLimit: 3, quotaTaken: 3 });
    expect(ineligible(request(), full)).toEqual({
      criterion: 'store-quota',
      code: 'QUOTA_REACHED',
      detail: 'quota of the day reached (3 of 3)',
    });
    expect(ineligible(request(), store({ quotaLimit: 3, quotaTaken: 2 }))).toBeNull();
    expect(ineligible(request({ ignoreQuota: true }), full)).toBeNull();
    expect(ineligible(request({ method: 'STORE_PICKUP', pickupLocationId: 's' }), full)).toBeNull();
  });

  test('it refused every line a short while ago; later, or by an operator, it may be asked again', () => {
    const exclusions = [{ lineId: 'l1', locationId: 's', untilAt: now + 1 }];
    expect(ineligible(request({ exclusions }), store({}))?.code).toBe('EXCLUDED');
    expect(ineligible(request({ exclusions, ignoreExclusions: true }), store({}))).toBeNull();
    expect(
      ineligible(request({ exclusions: [{ lineId: 'l1', locationId: 's', untilAt: now }] }), store({})),
    ).toBeNull();
    expect(
      ineligible(request({ exclusions: [{ lineId: 'l1', locationId: 'other', untilAt: now + 1 }] }), store({})),
    ).toBeNull();
  });

  test('it has nothing of what is needed, or only of the line it refused', () => {
    expect(ineligible(request(), store({ available: { SHOES: 3 } }))).toEqual({
      criterion: 'stock',
      code: 'NO_STOCK',
      detail: 'has nothing of what is needed',
    });
    expect(
      ineligible(request({ lines: two, exclusions: [{ lineId: 'l1', locationId: 's', untilAt: now + 1 }] }), store({}))
        ?.code,
    ).toBe('EXCLUDED');
    expect(ineligible(request({ lines: [line('l1', { sku: 'constructor', quantity: 1 })] }), store({}))?.code).toBe(
      'NO_STOCK',
    );
  });
});

describe('who sends what when no one has everything', () => {
  test('a store that refused one line may still serve the others', () => {
    const exclusions = [{ lineId: 'l1', locationId: 'near', untilAt: now + 1 }];
    const stores = [
      candidate('near', { available: { SHIRT: 9, SHOES: 9 } }),
      candidate('far', { available: { SHIRT: 9 }, latitude: 31 }),
    ];
    expect(sentBy(request({ lines: two, exclusions }), stores)).toEqual({ near: ['1 l2'], far: ['2 l1'] });
  });

  test('the one with the most whole lines first, the rest from the next', () => {
    const lines = [...two, line('l3', { sku: 'HAT', quantity: 1 })];
    const stores = [
      candidate('near', { available: { HAT: 1 } }),
      candidate('far', { available: { SHIRT: 2, SHOES: 1 }, latitude: 31 }),
    ];
    expect(sentBy(request({ lines }), stores)).toEqual({ far: ['2 l1', '1 l2'], near: ['1 l3'] });
  });

  test('a line is cut only when no location has it whole, in the fewest parcels; what none has stays unrouted', () => {
    const ten = request({ lines: [line('l1', { sku: 'SHIRT', quantity: 10 })] });
    const stores = [
      candidate('three', { available: { SHIRT: 3 } }),
      candidate('seven', { available: { SHIRT: 7 }, latitude: 31 }),
      candidate('two', { available: { SHIRT: 2 } }),
    ];
    expect(sentBy(ten, stores)).toEqual({ seven: ['7 l1'], three: ['3 l1'] });
    expect(sentBy(ten, [...stores, candidate('whole', { available: { SHIRT: 10 }, latitude: 40 })])).toEqual({
      whole: ['10 l1'],
    });
    expect(run(ten, [stores[0] as Candidate]).unrouted).toEqual([{ lineId: 'l1', quantity: 7 }]);
  });

  test('a part goes along with what a store sends anyway', () => {
    const lines = [line('l1', { sku: 'SHOES', quantity: 1 }), line('l2', { sku: 'SHIRT', quantity: 4 })];
    const stores = [
      candidate('shoes', { available: { SHOES: 1, SHIRT: 1 }, latitude: 31 }),
      candidate('shirts', { available: { SHIRT: 3 } }),
      candidate('shirts-too', { available: { SHIRT: 3 } }),
    ];
    expect(sentBy(request({ lines }), stores)).toEqual({ shoes: ['1 l1', '1 l2'], shirts: ['3 l2'] });
  });

  test('by line, a line nobody has whole stays unrouted; never split, everything does', () => {
    const lines = [line('l1', { sku: 'SHIRT', quantity: 6 }), line('l2', { sku: 'SHOES', quantity: 1 })];
    const stores = [candidate('a', { available: { SHIRT: 5, SHOES: 1 } }), candidate('b', { available: { SHIRT: 5 } })];
    expect(run(request({ lines }), stores, withStrategy({ split: 'BY_LINE' }))).toMatchObject({
      assignments: [{ locationId: 'a', lines: [{ lineId: 'l2', quantity: 1 }] }],
      unrouted: [{ lineId: 'l1', quantity: 6 }],
    });
    expect(run(request({ lines }), stores, withStrategy({ split: 'NEVER', partial: false }))).toMatchObject({
      assignments: [],
      unrouted: [
        { lineId: 'l1', quantity: 6 },
        { lineId: 'l2', quantity: 1 },
      ],
    });
  });

  test('two lines of the same product do not both count the same shirt', () => {
    const lines = [line('l1', { sku: 'SHIRT', quantity: 3 }), line('l2', { sku: 'SHIRT', quantity: 2 })];
    expect(
      sentBy(request({ lines }), [
        candidate('a', { available: { SHIRT: 4 } }),
        candidate('b', { available: { SHIRT: 3 }, latitude: 31 }),
      ]),
    ).toEqual({ a: ['3 l1'], b: ['2 l2'] });
  });

  test('without any candidate all of it is unrouted', () => {
    expect(run(request(), [])).toMatchObject({
      profileVersion: 1,
      profileName: 'complete-nearest',
      assignments: [],
      unrouted: [{ lineId: 'l1', quantity: 1 }],
      rest: 'UNROUTED',
      runnerUp: null,
    });
  });
});

test('every candidate gets a verdict: all its scores, or the first reason why it is ineligible', () => {
  const plan = run(request(), [
    candidate('b', { available: shirt }),
    candidate('a'),
    candidate('c', { available: shirt, city: '宁波市' }),
  ]);
  const scores = { opening: 0, 'location-kind': 0, region: 0, freight: null, 'stock-quantity': -1, distance: 0 };
  expect(plan.tried).toEqual([
    {
      rule: 'complete, else nearest',
      skippedBy: null,
      how: 'COMPLETE',
      ranking: Object.keys(scores),
      verdicts: [
        { locationId: 'b', ineligible: null, scores, chosen: true },
        { locationId: 'c', ineligible: null, scores: { ...scores, region: 1 }, chosen: false },
        {
          locationId: 'a',
          ineligible: { criterion: 'stock', code: 'NO_STOCK', detail: 'has nothing of what is needed' },
          scores: {},
          chosen: false,
        },
      ],
    },
  ]);
});

test('a profile that names a criterion we do not have is refused', () => {
  const broken = {
    ...completeNearest,
    rules: completeNearest.rules.map((rule) => ({ ...rule, eligibility: [{ criterion: 'toString' }] })),
  };
  expect(() => run(request(), [], broken)).toThrow('no routing criterion named toString');
});
