import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { expandOpenIntervals } from '../../calendar/opening-hours.ts';
import type { HoursRange } from '../../domain/values/time.ts';
import { demoStock, type StockRules } from '../../db/seed/stock-pattern.ts';
import { freezeFundAllocations } from '../../domain/pricing/fund-allocation.ts';
import { distanceKm } from '../../domain/values/distance.ts';
import { auditCodes } from '../../domain/audit/rules.ts';
import { defaultPolicy, type ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import { planRouting } from '../../domain/routing/engine.ts';
import type { RoutingPlan } from '../../domain/routing/plan.ts';
import type { Candidate } from '../../domain/routing/request.ts';
import { totalsDifference, type Totals } from '../../domain/pricing/totals.ts';
import { candidate, quote } from '../domain/routing/candidates.ts';

interface Location {
  id: string;
  kind: 'STORE' | 'WAREHOUSE';
  partyId: string;
  province: string;
  city: string;
  latitude: number;
  longitude: number;
  carriers: string[];
  timeZone: string;
  weekly: Record<string, HoursRange[]>;
  special: Record<string, HoursRange[]>;
  dailyQuota: number | null;
  autoAccept: boolean;
  safetyStock: number;
}
const read = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../db/seed/${name}.json`, import.meta.url), 'utf8')) as T;
const parties = read<{ id: string; kind: string }[]>('parties');
const locations = read<Location[]>('locations');
const stage = read<Location[]>('stage-locations');
const products =
  read<{ sku: string; name: string; category: string; unitPriceMinor: number; weightGrams: number }[]>('products');
const channels = read<{ id: string; policy: Partial<ChannelPolicy> }[]>('channels');
const rules = read<StockRules>('stock');
const stock = demoStock(locations, products, rules);
const example = read<
  Omit<Totals, 'lines'> & {
    lines: { lineId: string; sku: string; quantity: number; unitPriceMinor: number }[];
    address: { province: string; city: string; latitude: number; longitude: number };
  }
>('example-order');

const candidatesAt = (now: number): Candidate[] =>
  locations.map((location) => {
    const { id, kind, partyId, province, city, latitude, longitude, autoAccept, carriers, dailyQuota } = location;
    return candidate(id, {
      kind,
      partyId,
      partyKind: parties.find((party) => party.id === partyId)?.kind ?? '',
      province,
      city,
      latitude,
      longitude,
      autoAccept,
      collectingCarriers: carriers,
      quotes: carriers.map((carrierId) => quote({ carrierId })),
      quotaLimit: dailyQuota,
      quotaDay: '',
      openIntervals: expandOpenIntervals(location, now, 7),
      available: Object.fromEntries(
        stock
          .filter((row) => row.locationId === id)
          .map((row) => [row.sku, Math.max(0, row.onHand - location.safetyStock)]),
      ),
    });
  });
const noon = Date.UTC(2026, 11, 1, 4);
const night = noon + 12 * 3_600_000;
const candidates = new Map([noon, night].map((now) => [now, candidatesAt(now)]));
const shippedFrom = (lines: { sku: string; quantity: number }[], address = example.address, now = noon): RoutingPlan =>
  planRouting(
    completeNearest,
    {
      now,
      channelId: 'shop',
      sameDay: false,
      orderValueMinor: 0,
      method: 'HOME_DELIVERY',
      pickupLocationId: null,
      destination: { ...address, district: null },
      shipByAt: now + 172_800_000,
      handlingSeconds: 7200,
      carriers: ['sandbox'],
      lines: lines.map((line, at) => ({
        lineId: `${at + 1}`,
        goodsClass: 'A',
        unitPriceMinor: 0,
        weightGrams: 0,
        volumeCm3: 0,
        giftForLineId: null,
        ...line,
      })),
      exclusions: [],
      preferredLocationId: null,
      onlyLocationId: null,
      ignoreQuota: false,
      ignoreExclusions: false,
    },
    candidates.get(now) ?? [],
  );
const idsOf = (plan: RoutingPlan) => plan.assignments.map((one) => one.locationId);
const hainan = { province: '海南省', city: '三亚市', latitude: 18.2528, longitude: 109.5119 };

describe('the demo retailer', () => {
  test('44 stores in 39 cities, 3 warehouses, about 200 products, 3 channels; every id once', () => {
    const stores = locations.filter((one) => one.kind === 'STORE');
    expect([
      stores.length,
      new Set(stores.map((one) => one.city)).size,
      locations.length - stores.length,
      channels.length,
    ]).toEqual([44, 39, 3, 3]);
    for (const ids of [
      parties.map((one) => one.id),
      locations.map((one) => one.id),
      products.map((one) => one.sku),
      products.map((one) => one.name),
    ])
      expect(new Set(ids).size).toBe(ids.length);
    expect(products.length).toBeGreaterThan(190);
  });

  test('locations have known parties and own places in China; only warehouses auto-accept without limit', () => {
    for (const one of locations) {
      expect(parties.map((party) => party.id)).toContain(one.partyId);
      expect([one.latitude > 18 && one.latitude < 54, one.longitude > 73 && one.longitude < 135]).toEqual([true, true]);
      expect(locations.filter((other) => distanceKm(one, other) < 1)).toHaveLength(1);
      expect([one.autoAccept, one.dailyQuota === null]).toEqual([one.kind === 'WAREHOUSE', one.kind === 'WAREHOUSE']);
    }
  });

  test('locations open every week, that of Spring Festival too; only family stores close longer than 72 hours', () => {
    for (const one of locations) {
      expect(expandOpenIntervals(one, Date.UTC(2026, 10, 23), 7).length).toBeGreaterThan(0);
      expect(expandOpenIntervals(one, Date.UTC(2027, 1, 4, 12), 7).length).toBeGreaterThan(0);
    }
    const closedLong = locations.filter((one) => expandOpenIntervals(one, Date.UTC(2027, 1, 4, 15), 3).length === 0);
    expect(closedLong.length).toBeLessThan(10);
    for (const one of closedLong) expect(one.partyId).toMatch(/^franchise-/);
  });

  test('prices and weights are whole and positive, categories have a base, exceptions name what we have', () => {
    const named = [...locations.map((one) => one.id), 'STORE', 'WAREHOUSE'];
    for (const one of products)
      expect(
        [one.unitPriceMinor, one.weightGrams].every((amount) => Number.isSafeInteger(amount) && amount > 0) &&
          one.category in rules.base,
      ).toBe(true);
    for (const one of rules.exceptions) {
      expect(products.some((product) => product.sku.startsWith(one.skuStartsWith))).toBe(true);
      for (const name of Object.keys(one.onHand)) expect(named).toContain(name);
    }
  });

  test('channels name only policies and checks there are', () => {
    for (const { policy } of channels) {
      expect(Object.keys(defaultPolicy)).toEqual(expect.arrayContaining(Object.keys(policy)));
      for (const rule of policy.audit ?? []) expect(auditCodes).toContain(rule.rule);
    }
  });

  test("stock is the same in any order of files, never negative; about a third of a store's shelves is empty", () => {
    const backwards = demoStock(locations.toReversed(), products.toReversed(), rules);
    const text = (rows: typeof stock) => rows.map((row) => JSON.stringify(row)).toSorted();
    expect(text(backwards)).toEqual(text(stock));
    for (const row of stock) expect(Number.isSafeInteger(row.onHand) && row.onHand > 0).toBe(true);
    const filled = stock.filter((row) => row.locationId === 'store-xiamen-zhongshan').length / products.length;
    expect(filled).toBeGreaterThan(0.55);
    expect(filled).toBeLessThan(0.8);
  });
});

describe('the stage of `npm run demo`', () => {
  test('is open at any hour, takes any number of orders, and only its warehouse accepts by itself', () => {
    for (const one of stage) {
      expect(expandOpenIntervals(one, night, 7)).toEqual([{ fromAt: expect.any(Number), toAt: expect.any(Number) }]);
      expect([one.dailyQuota, one.safetyStock, one.autoAccept]).toEqual([null, 0, one.kind === 'WAREHOUSE']);
      expect(parties.map((party) => party.id)).toContain(one.partyId);
    }
  });

  test("is in a province of its own and is nobody else's location, so that the shops and it never meet", () => {
    expect(new Set(stage.map((one) => one.province))).toEqual(new Set(['演示省']));
    expect(locations.filter((one) => one.province === '演示省' || stage.some((other) => other.id === one.id))).toEqual(
      [],
    );
    expect(new Set(stage.map((one) => one.id)).size).toBe(stage.length);
  });
});

describe('what the demo shows', () => {
  test('the example order adds up; day and night it goes to the nearest store of the city, then the other one', () => {
    expect(totalsDifference(example)).toBe(0);
    const allocations = freezeFundAllocations({
      ...example,
      giftShare: 'NONE',
      lines: example.lines.map((line) => ({
        ...line,
        id: line.lineId,
        listPriceMinor: line.unitPriceMinor,
        gift: false,
        giftForLineId: null,
      })),
      payments: [
        { id: 'wx-1', fundSource: 'BUYER', amountMinor: 48_500 },
        { id: 'pt-1', fundSource: 'POINTS', amountMinor: 2000 },
      ],
    });
    expect(allocations.reduce((all, one) => all + one.amountMinor, 0)).toBe(50_500);
    for (const now of [noon, night]) {
      const plan = shippedFrom(example.lines, example.address, now);
      expect([idsOf(plan), plan.unrouted]).toEqual([['store-hangzhou-wulin'], []]);
      expect(
        plan.tried
          .flatMap((rule) => rule.verdicts)
          .filter((one) => one.ineligible === null)
          .map((one) => one.locationId),
      ).toEqual(['store-hangzhou-wulin', 'store-hangzhou-binjiang']);
    }
  });

  test('five anniversary pairs come from two stores of Shanghai, three and two', () => {
    expect(shippedFrom([{ sku: 'SY-LE01-RED-41', quantity: 5 }])).toMatchObject({
      assignments: [
        { locationId: 'store-shanghai-nanjing-west', lines: [{ quantity: 3 }] },
        { locationId: 'store-shanghai-xujiahui', lines: [{ quantity: 2 }] },
      ],
      unrouted: [],
    });
  });

  test('a down sleeping bag with sandals is split by line; a tent comes from a warehouse', () => {
    expect(
      idsOf(
        shippedFrom([
          { sku: 'SY-SB01-RED', quantity: 1 },
          { sku: 'SY-SH04-BLK-42', quantity: 1 },
        ]),
      ),
    ).toEqual(expect.arrayContaining(['warehouse-langfang']));
    expect(
      idsOf(
        shippedFrom([
          { sku: 'SY-SB01-RED', quantity: 1 },
          { sku: 'SY-SH04-BLK-42', quantity: 1 },
        ]),
      ),
    ).toHaveLength(2);
    expect(idsOf(shippedFrom([{ sku: 'SY-TN01-GRN', quantity: 1 }]))).toEqual(['warehouse-jiaxing']);
  });

  test('a khaki long coat travels from the far north to Sanya', () => {
    expect(idsOf(shippedFrom([{ sku: 'SY-DN02-KHK-M', quantity: 1 }], hainan))).toEqual(['store-hohhot-weiduoli']);
  });

  test('there is one last pair in size 42, and no red expedition pack anywhere', () => {
    expect(shippedFrom([{ sku: 'SY-LE01-RED-42', quantity: 2 }]).unrouted).toEqual([{ lineId: '1', quantity: 1 }]);
    expect(shippedFrom([{ sku: 'SY-BP03-RED', quantity: 1 }])).toMatchObject({
      assignments: [],
      unrouted: [{ quantity: 1 }],
    });
  });

  test('most ordinary products can be had in the city of the buyer, some only elsewhere', () => {
    const ordinary = products.filter((one) => /^SY-(JK|FL|TE|TR)/.test(one.sku));
    const fromHangzhou = ordinary.filter((one) =>
      idsOf(shippedFrom([{ sku: one.sku, quantity: 1 }])).every((id) => id.startsWith('store-hangzhou')),
    ).length;
    expect(fromHangzhou).toBeGreaterThan(ordinary.length / 2);
    expect(fromHangzhou).toBeLessThan(ordinary.length);
  });
});
