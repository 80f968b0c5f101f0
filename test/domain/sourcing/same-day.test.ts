// Same-day delivery: eligible locations, slots, ship-by, and the fallback when no location can serve it.
import { describe, expect, test } from '@jest/globals';
import type { Quote } from '../../../domain/carriers/quote.ts';
import { quoter } from '../../../domain/carriers/quote.ts';
import { newOrder, type IntakeOrder } from '../../../domain/intake/new-order.ts';
import { defaultPolicy, type ChannelPolicy } from '../../../domain/order/channel-policy.ts';
import { begin, type Change } from '../../../domain/order/change.ts';
import { applyPlan } from '../../../domain/sourcing/apply-plan.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import { planWithSameDayFallback } from '../../../domain/sourcing/same-day-fallback.ts';
import { builtInProfiles } from '../../../domain/routing/profiles/built-in.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import type { Candidate, RoutingRequest, SameDayService } from '../../../domain/routing/request.ts';
import { intakeContext, intakeOf } from '../../support/paper-intake.ts';
import { candidate, hours, now, quote, request, verdictsOf } from '../routing/candidates.ts';
import { slotError } from '../../../domain/promise/slots.ts';
import { routingRequest } from '../../../domain/sourcing/routing-request.ts';

const evening = { fromAt: now + hours(2), toAt: now + hours(4) };
const quick = [quote({ sameDay: true, days: 0 })];
const today = (over: Partial<RoutingRequest> = {}) => request({ sameDay: true, orderedAt: now, slot: null, ...over });
const store = (there: Partial<SameDayService> = {}, over: Partial<Candidate> = {}) =>
  candidate('s', { available: { SHIRT: 5 }, quotes: quick, sameDay: { over: false, slot: null, ...there }, ...over });
const slot = (taken: number, capacity = 3) => ({ period: '2026-10-01T18:00', capacity, taken });

describe('who may be asked for the same day, under every shipped profile', () => {
  const codeOf = (asked: RoutingRequest, one: Candidate): (string | null)[] => [
    ...new Set(
      builtInProfiles.map((profile) => verdictsOf(planRouting(profile, asked, [one]))[0]?.ineligible?.code ?? null),
    ),
  ];
  test.each<[string, string | null, RoutingRequest, Candidate]>([
    ['a store from which a carrier brings it today', null, today(), store()],
    ['not one whose carriers take longer', 'NO_SAME_DAY', today(), store({}, { quotes: [quote()] })],
    ['an ordinary order there all the same', null, request(), store({}, { quotes: [quote()] })],
    ['nobody once the day of the order has ended', 'DAY_OVER', today(), store({ over: true })],
    ['a store that has a place in the slot', null, today({ slot: evening }), store({ slot: slot(2) })],
    ['not one whose slot is full', 'SLOT_FULL', today({ slot: evening }), store({ slot: slot(3) })],
    [
      'not even by an operator, who may overrule quotas',
      'SLOT_FULL',
      today({ slot: evening, ignoreQuota: true }),
      store({ slot: slot(3) }),
    ],
    ['not one that keeps no such slot', 'SLOT_NOT_OFFERED', today({ slot: evening }), store()],
    [
      'nobody for a slot that is over',
      'SLOT_OVER',
      today({ slot: { fromAt: now - 2, toAt: now } }),
      store({ slot: slot(0) }),
    ],
  ])('%s', (_, code, asked, one) => {
    expect(codeOf(asked, one)).toEqual([code]);
  });
});

describe('the slot of a new order', () => {
  const day = { fromAt: now - hours(12), toAt: now + hours(12) };
  test('is today and not over', () => {
    expect(slotError({ slot: evening, day }, now)).toBeNull();
    expect(slotError({ slot: evening, day }, day.fromAt)).toBeNull();
    expect(slotError({ slot: evening, day }, evening.toAt - 1)).toBeNull();
    expect(slotError({ slot: evening, day }, evening.toAt)).toMatchObject({ field: 'to' });
    for (const at of [day.fromAt - 1, day.toAt])
      expect(slotError({ slot: evening, day }, at)).toMatchObject({ field: 'from' });
  });
});

const context = { ...intakeContext, nowAt: now };
const orderOf = (more: Partial<IntakeOrder> = {}) =>
  newOrder(intakeOf([{ sku: 'SHIRT', quantity: 1, unitPriceMinor: 900 }], more), context);

test("an order leaves before its slot begins, or within the channel's hours; a ship-by of its own goes before", () => {
  expect(orderOf({ delivery: { speed: 'SAME_DAY', slot: evening } })).toMatchObject({
    sameDay: true,
    slot: evening,
    shipByAt: evening.fromAt,
  });
  expect(orderOf({ delivery: { speed: 'SAME_DAY', slot: null } })).toMatchObject({
    sameDay: true,
    slot: null,
    shipByAt: now + defaultPolicy.sameDaySeconds * 1000,
  });
  const begun = (toAt: number) =>
    orderOf({ delivery: { speed: 'SAME_DAY', slot: { fromAt: now - 1, toAt } } }).shipByAt;
  expect(orderOf({ delivery: { speed: 'SAME_DAY', slot: { fromAt: now, toAt: now + hours(9) } } }).shipByAt).toBe(
    now + defaultPolicy.sameDaySeconds * 1000,
  );
  expect([begun(now + hours(1)), begun(now + hours(9))]).toEqual([
    now + hours(1),
    now + defaultPolicy.sameDaySeconds * 1000,
  ]);
  expect(orderOf({ delivery: { speed: 'SAME_DAY', slot: evening }, shipBy: now + 5 })).toMatchObject({
    shipByAt: now + 5,
  });
  expect(orderOf()).toMatchObject({ sameDay: false, slot: null, shipByAt: now + defaultPolicy.shipBySeconds * 1000 });
});

describe('when nobody can bring it today', () => {
  const change = (sameDayFallback: ChannelPolicy['sameDayFallback'], slotOf: RoutingRequest['slot'] = null): Change =>
    begin(
      orderOf({ delivery: { speed: 'SAME_DAY', slot: slotOf ?? null } }),
      { at: now, actor: 'test', cause: 'm' },
      {
        policy: { ...defaultPolicy, sameDayFallback },
        profile: completeNearest,
        products: {},
        namedProfile: null,
        openIntervals: () => [],
        carriersReach: true,
        buyerBlocked: false,
        pickupKeyId: 'k',
        proves: () => false,
      },
    );
  const tomorrow = [store({}, { quotes: [quote()] })];

  test('it becomes an ordinary order if the channel allows: noted, told, ship-by kept, failure explained', () => {
    const of = change('NEXT_DAY', evening);
    const { plan, request: asked } = planWithSameDayFallback(of, {
      profile: completeNearest,
      request: today({ slot: evening }),
      candidates: tomorrow,
    });
    expect(plan.assignments.map((one) => one.locationId)).toEqual(['s']);
    expect(asked.sameDay).toBe(false);
    expect(plan.tried.map((tried) => tried.verdicts[0]?.ineligible?.code ?? null)).toEqual(['NO_SAME_DAY', null]);
    expect(of.order).toMatchObject({ sameDay: false, slot: null, shipByAt: evening.fromAt });
    expect(of.timeline).toMatchObject([{ machine: 'NOTE', from: 'SAME_DAY', to: 'STANDARD' }]);
    expect(of.writeBacks).toMatchObject([
      { event: 'order.delivery_changed', data: { delivery: { speed: 'STANDARD', slot: null } } },
    ]);
  });

  test('what today could have been done in part counts as not chosen', () => {
    const of = change('NEXT_DAY');
    const { plan } = planWithSameDayFallback(of, {
      profile: completeNearest,
      request: today({ lines: request().lines.map((one) => ({ ...one, quantity: 2 })) }),
      candidates: [
        store({}, { locationId: 'quick', available: { SHIRT: 1 } }),
        store({}, { locationId: 'slow', quotes: [quote()] }),
      ],
    });
    expect(plan.assignments.map((one) => one.locationId)).toEqual(['slow']);
    const chosen = plan.tried.map((tried) => tried.verdicts.filter((one) => one.chosen).map((one) => one.locationId));
    expect(chosen).toEqual([[], ['slow']]);
    expect(plan.tried.map((tried) => tried.rule.endsWith('(same day)'))).toEqual([true, false]);
  });

  test.each<[string, ChannelPolicy['sameDayFallback'], Candidate[]]>([
    ['its channel does not allow the next day', 'NONE', tomorrow],
    ['somebody can bring it today', 'NEXT_DAY', [store()]],
    ['nobody has the goods, tomorrow neither', 'NEXT_DAY', [store({}, { available: {} })]],
  ])('it stays an order for the same day when %s', (_, policy, candidates) => {
    const of = change(policy);
    expect(
      planWithSameDayFallback(of, { profile: completeNearest, request: today(), candidates }).request.sameDay,
    ).toBe(true);
    expect([of.order.sameDay, of.timeline, of.writeBacks]).toEqual([true, [], []]);
  });

  test('what was lost on its way is sent once more on any day', () => {
    const of = change('NONE', evening);
    of.order.auditedAt = now;
    for (const line of of.order.lines) line.reshipDue = 1;
    expect(routingRequest(of, 'RESHIP')).toMatchObject({ sameDay: false });
    expect(routingRequest(of, 'UNROUTED')).toMatchObject({ sameDay: true, slot: evening, orderedAt: now });
  });

  test('the label is asked only of carriers of today; the offer takes a place of the slot with its capacity', () => {
    const of = change('NONE', evening);
    const from = { province: '浙江省', latitude: 30.27, longitude: 120.16 };
    const terms = (id: string, sameDayRadiusKm: number | null) => ({
      id,
      areas: [],
      volumetricDivisor: null,
      cutOffMinute: null,
      sameDayRadiusKm,
      rates: [],
    });
    const carriers = [terms('slow', null), terms('swift', 10)];
    const asked = {
      ...today({ slot: evening }),
      destination: { province: '浙江省', city: '杭州市', district: null, latitude: 30.27, longitude: 120.16 },
      lines: request().lines.map((one) => ({ ...one, lineId: 'L1' })),
    };
    const quotes: Quote[] = quoter(carriers, { to: asked.destination, parts: asked.lines })({
      ...from,
      collectingCarriers: ['slow', 'swift'],
      localMinute: 0,
    });
    const there = store({ slot: slot(2) }, { quotes, collectingCarriers: ['slow', 'swift'] });
    applyPlan(of, {
      ...planWithSameDayFallback(of, { profile: completeNearest, request: asked, candidates: [there] }),
      candidates: [there],
      carriers,
      cause: 'UNROUTED',
    });
    expect(of.order.fulfillmentOrders).toMatchObject([
      { locationId: 's', sameDay: true, slot: evening, quotes: [{ carrierId: 'swift', sameDay: true }] },
    ]);
    expect(of.quota).toContainEqual({ subject: 'slot/s', period: '2026-10-01T18:00', delta: 1, limit: 3 });
  });
});
