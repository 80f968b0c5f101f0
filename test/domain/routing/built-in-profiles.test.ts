// Every built-in profile routes a season of orders over shrinking stock: no unit is assigned twice, no ineligible
// location is asked, and every open quantity has its reason. ORDERS=FILE uses real orders in the format of the Olist
// sample instead of generated ones.
import { describe, expect, test } from '@jest/globals';
import { distanceKm } from '../../../domain/values/distance.ts';
import { expandOpenIntervals } from '../../../calendar/opening-hours.ts';
import { outcomeOf, figuresOf } from '../../../domain/routing/outcome.ts';
import { planRouting } from '../../../domain/routing/engine.ts';
import type { RoutingPlan } from '../../../domain/routing/plan.ts';
import { cheapest } from '../../../domain/routing/profiles/cheapest.ts';
import { completeNearest } from '../../../domain/routing/profiles/complete-nearest.ts';
import { headOfficeFirst } from '../../../domain/routing/profiles/head-office-first.ts';
import { builtInProfiles } from '../../../domain/routing/profiles/built-in.ts';
import { storeFirst } from '../../../domain/routing/profiles/store-first.ts';
import type { RoutingProfile } from '../../../domain/routing/profile.ts';
import type { Candidate, RoutingRequest } from '../../../domain/routing/request.ts';
import { madeUp } from '../../../scripts/chaos/made-up.ts';
import { convertOlist, type OrderBody } from '../../../scripts/olist/convert.ts';
import { readOlistFile } from '../../../scripts/olist/file.ts';
import { simulatedRetailer } from '../../../scripts/simulation/retailer.ts';
import { candidate, line, now, quote, request } from './candidates.ts';

const seed = Number(process.env['SEED'] ?? 7);
const file = process.env['ORDERS'] === undefined ? madeUp(seed, 400) : readOlistFile(process.env['ORDERS']);
const converted = convertOlist(file);
const retailer = simulatedRetailer(converted, { id: 'run', seed, webhookUrl: 'http://127.0.0.1' });

/** The locations of the file; every fifth is a warehouse of the head office. */
const places = (): Candidate[] =>
  retailer.locations.map((place, at) =>
    candidate(place.id, {
      ...(at % 5 === 4 ? { kind: 'WAREHOUSE', partyKind: 'HEAD_OFFICE' } : { partyKind: 'FRANCHISEE' }),
      partyId: place.partyId,
      province: place.province,
      city: place.city,
      latitude: place.latitude,
      longitude: place.longitude,
      quotaLimit: place.dailyQuota,
      openIntervals: expandOpenIntervals({ timeZone: place.timeZone, ...place.openingHours }, now, 7),
      available: Object.fromEntries(
        retailer.stock
          .filter((row) => row.locationId === place.id && row.onHand > row.safety)
          .map((row) => [row.sku, row.onHand - row.safety]),
      ),
    }),
  );

const requestOf = ({ lines, address, shippingMinor: _ }: OrderBody): RoutingRequest =>
  request({
    shipByAt: now + 12 * 3_600_000,
    lines: lines.map((one) =>
      line(one.lineId, { sku: one.sku, quantity: one.quantity, unitPriceMinor: one.unitPriceMinor }),
    ),
    destination: {
      province: address?.province ?? '',
      city: address?.city ?? '',
      district: null,
      latitude: address?.latitude ?? null,
      longitude: address?.longitude ?? null,
    },
  });

/** Realistic freight: a first weight and a distance part, slightly different at every location. */
const priced = (places_: readonly Candidate[], { destination }: RoutingRequest): Candidate[] =>
  places_.map((one, at) => {
    const to =
      !destination || destination.latitude === null || destination.longitude === null
        ? null
        : { latitude: destination.latitude, longitude: destination.longitude };
    const from =
      one.latitude === null || one.longitude === null ? null : { latitude: one.latitude, longitude: one.longitude };
    const km = from && to ? distanceKm(from, to) : 1000;
    return {
      ...one,
      quotes: [quote({ freightMinor: Math.round(600 + km + ((at * 37) % 200)), days: 1 + Math.floor(km / 500) })],
    };
  });

interface Routed {
  asked: RoutingRequest;
  candidates: Candidate[];
  plan: RoutingPlan;
}

function season(profile: RoutingProfile): Routed[] {
  let stock = places();
  return converted.orders.map((order) => {
    const asked = requestOf(order);
    const candidates = priced(stock, asked);
    const plan = planRouting(profile, asked, candidates);
    stock = stock.map((one) => {
      const given = plan.assignments
        .filter(({ locationId }) => locationId === one.locationId)
        .flatMap(({ lines }) => lines);
      const left = given.reduce((available, part) => {
        const { sku } = asked.lines.find((each) => each.lineId === part.lineId) ?? { sku: '' };
        return { ...available, [sku]: (available[sku] ?? 0) - part.quantity };
      }, one.available);
      return given.length === 0 ? one : { ...one, available: left, quotaTaken: one.quotaTaken + 1 };
    });
    return { asked, candidates, plan };
  });
}

/** The objections of a shop manager to a plan. */
function objections({ asked, candidates, plan }: Routed): string[] {
  const placed = (lineId: string) =>
    plan.assignments.flatMap(({ locationId, lines }) =>
      lines.filter((one) => one.lineId === lineId).map(({ quantity }) => ({ locationId, quantity })),
    );
  const verdicts = new Map(plan.tried.flatMap((rule) => rule.verdicts).map((one) => [one.locationId, one]));
  return asked.lines.flatMap(({ lineId, sku, quantity }) => {
    const missing = plan.unrouted.find((one) => one.lineId === lineId)?.quantity ?? 0;
    const sent = placed(lineId);
    return [
      ...(sent.reduce((all, one) => all + one.quantity, missing) === quantity ? [] : [`${lineId} does not add up`]),
      ...sent.flatMap(({ locationId, quantity: units }) => {
        const from = candidates.find((one) => one.locationId === locationId);
        return [
          ...((from?.available[sku] ?? 0) < units ? [`${locationId} has not ${units} of ${sku}`] : []),
          ...(from && from.quotaLimit !== null && from.quotaTaken >= from.quotaLimit
            ? [`${locationId} was over its quota`]
            : []),
          ...(from?.openIntervals.length === 0 ? [`${locationId} never opens`] : []),
        ];
      }),
      ...(missing === 0
        ? []
        : candidates
            .filter(
              (one) =>
                (one.available[sku] ?? 0) >
                  sent
                    .filter(({ locationId }) => locationId === one.locationId)
                    .reduce((all, part) => all + part.quantity, 0) && !verdicts.get(one.locationId)?.ineligible,
            )
            .map((one) => `${one.locationId} could have sent ${sku}, and nothing says why not`)),
    ];
  });
}

const seasons = new Map(builtInProfiles.map((profile) => [profile.name, season(profile)]));
const storeIds = places()
  .filter((one) => one.kind === 'STORE')
  .map((one) => one.locationId);
const figures = ({ name }: RoutingProfile) =>
  figuresOf(
    (seasons.get(name) ?? []).map(({ plan, asked, candidates }) => outcomeOf(plan, asked, candidates)),
    storeIds,
  );

describe(`${converted.orders.length} orders, seed ${seed}`, () => {
  test.each(builtInProfiles.map((profile) => [profile.name] as const))(
    'under %s nothing is given twice, and whatever is not served has its reason',
    (name) => {
      expect((seasons.get(name) ?? []).flatMap(objections)).toEqual([]);
    },
  );

  test('each profile does what its name says', () => {
    const warehouses = ({ name }: RoutingProfile) =>
      (seasons.get(name) ?? [])
        .flatMap(({ plan }) => plan.assignments)
        .filter(({ locationId }) => !storeIds.includes(locationId)).length;
    expect(figures(cheapest).freightMinor).toBeLessThan(figures(headOfficeFirst).freightMinor ?? 0);
    expect(figures(completeNearest).sameCityShare).toBeGreaterThan(figures(headOfficeFirst).sameCityShare ?? 1);
    expect(warehouses(headOfficeFirst)).toBeGreaterThan(warehouses(completeNearest));
    expect(warehouses(storeFirst)).toBeLessThan(warehouses(completeNearest));
    if (process.env['ORDERS'] !== undefined)
      process.stdout.write(
        builtInProfiles
          .map((profile) => `${JSON.stringify({ profile: profile.name, ...figures(profile) })}\n`)
          .join(''),
      );
  });
});
