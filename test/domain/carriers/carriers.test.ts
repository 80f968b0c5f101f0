import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { rankQuotes, type CarrierChoice } from '../../../domain/carriers/choice.ts';
import { chargeableGrams, priceOf, rateFor } from '../../../domain/carriers/freight.ts';
import { quoter, type Quote } from '../../../domain/carriers/quote.ts';
import { checkRateCard, type DatedRate } from '../../../domain/carriers/rate-card.ts';
import { carriersReaching, reaches } from '../../../domain/carriers/reach.ts';
import type { CarrierTerms, Rate, ServiceArea } from '../../../domain/carriers/terms.ts';
import { distanceKm } from '../../../domain/values/distance.ts';
import type { Destination } from '../../../domain/values/place.ts';

const area = (
  province: string,
  city: string | null = null,
  district: string | null = null,
  served = true,
): ServiceArea => ({ province, city, district, served });
const place = (province: string, city = 'city', district: string | null = null): Destination => ({
  province,
  city,
  district,
  latitude: null,
  longitude: null,
});
const rate = (over: Partial<Rate> = {}): Rate => ({
  zone: '1',
  fromProvince: null,
  toProvince: null,
  toCity: null,
  firstGrams: 1000,
  firstMinor: 800,
  furtherGrams: 500,
  furtherMinor: 200,
  transitDays: 2,
  ...over,
});
const terms = (over: Partial<CarrierTerms> = {}): CarrierTerms => ({
  id: 'a',
  areas: [],
  volumetricDivisor: null,
  cutOffMinute: null,
  sameDayRadiusKm: null,
  rates: [rate()],
  ...over,
});

describe('where a carrier goes', () => {
  test('everywhere when it names nothing; only there when it names areas; elsewhere when it only excludes', () => {
    expect(reaches([], place('Zhejiang'))).toBe(true);
    expect(reaches([area('Zhejiang')], place('Zhejiang'))).toBe(true);
    expect(reaches([area('Zhejiang')], place('Tibet'))).toBe(false);
    expect(reaches([area('Tibet', null, null, false)], place('Zhejiang'))).toBe(true);
    expect(reaches([area('Tibet', null, null, false)], place('Tibet'))).toBe(false);
  });
  test('the finest area decides: an island is left out of a city, a town is served in a province that is not', () => {
    const areas = [
      area('Zhejiang'),
      area('Zhejiang', 'Zhoushan', 'Shengsi', false),
      area('Tibet', null, null, false),
      area('Tibet', 'Lhasa'),
    ];
    expect(reaches(areas, place('Zhejiang', 'Zhoushan', 'Dinghai'))).toBe(true);
    expect(reaches(areas, place('Zhejiang', 'Zhoushan', 'Shengsi'))).toBe(false);
    expect(reaches(areas, place('Tibet', 'Lhasa'))).toBe(true);
    expect(reaches(areas, place('Tibet', 'Nagqu'))).toBe(false);
  });
  test('a district that is served in a city that is not is served', () => {
    const areas = [area('Zhejiang', 'Zhoushan', null, false), area('Zhejiang', 'Zhoushan', 'Dinghai')];
    expect(reaches(areas, place('Zhejiang', 'Zhoushan', 'Dinghai'))).toBe(true);
    expect(reaches(areas, place('Zhejiang', 'Zhoushan', 'Putuo'))).toBe(false);
  });
  test('while the address is unknown every carrier may be the one', () => {
    const both = [
      { id: 'tibet', areas: [area('Tibet')] },
      { id: 'any', areas: [] },
    ];
    expect(carriersReaching(both, null)).toEqual(['tibet', 'any']);
    expect(carriersReaching(both, place('Zhejiang'))).toEqual(['any']);
  });
  test('an area that is one district does not hold an address whose district is unknown', () => {
    const areas = [area('Zhejiang', 'Zhoushan', 'Dinghai')];
    expect(reaches(areas, { province: 'Zhejiang', city: 'Zhoushan', district: null })).toBe(false);
    expect(reaches(areas, place('Zhejiang', 'Zhoushan', 'Dinghai'))).toBe(true);
  });
  test('named both ways, it is excluded; the order of the list never matters', () => {
    expect(reaches([area('Tibet'), area('Tibet', null, null, false)], place('Tibet'))).toBe(false);
    const one = fc.record({
      province: fc.constantFrom('A', 'B'),
      city: fc.constantFrom('c', 'd', null),
      district: fc.constantFrom('x', null),
      served: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 8 }), fc.constantFrom('A', 'B', 'C'), (areas, province) => {
        expect(reaches(areas, place(province, 'c', 'x'))).toBe(reaches(areas.toReversed(), place(province, 'c', 'x')));
      }),
    );
  });
});

describe('what a parcel costs', () => {
  test('the first weight, then each further weight that was begun', () => {
    expect([1, 1000, 1001, 1500, 1501].map((grams) => priceOf(rate(), grams))).toEqual([800, 800, 1000, 1000, 1200]);
  });
  test('more weight never costs less', () => {
    fc.assert(
      fc.property(fc.nat(50_000), fc.nat(50_000), (a, b) => {
        expect(priceOf(rate(), Math.max(a, b))).toBeGreaterThanOrEqual(priceOf(rate(), Math.min(a, b)));
      }),
    );
  });
  test('a large light parcel is charged by its volume; what is not known counts nothing', () => {
    expect(chargeableGrams({ volumetricDivisor: 6000 }, [{ quantity: 2, weightGrams: 100, volumeCm3: 12_000 }])).toBe(
      4000,
    );
    expect(chargeableGrams({ volumetricDivisor: null }, [{ quantity: 2, weightGrams: 100, volumeCm3: 12_000 }])).toBe(
      200,
    );
    expect(chargeableGrams({ volumetricDivisor: 500 }, [{ quantity: 2, weightGrams: null, volumeCm3: null }])).toBe(1);
  });
  test('the lane that is most exact counts: city before province before anywhere, the goal before the origin', () => {
    const rates = [
      rate({ zone: 'any' }),
      rate({ zone: 'from', fromProvince: 'Zhejiang' }),
      rate({ zone: 'to', toProvince: 'Fujian' }),
      rate({ zone: 'city', toProvince: 'Fujian', toCity: 'Xiamen' }),
    ];
    expect(rateFor(rates, place('Zhejiang'), place('Fujian', 'Xiamen'))?.zone).toBe('city');
    expect(rateFor(rates, place('Zhejiang'), place('Fujian'))?.zone).toBe('to');
    expect(rateFor(rates, place('Zhejiang'), place('Hunan'))?.zone).toBe('from');
    expect(rateFor(rates, place('Hebei'), place('Hunan'))?.zone).toBe('any');
    expect(rateFor([rate({ toProvince: 'Fujian' })], place('Hebei'), place('Hunan'))).toBeNull();
  });
});

describe('a quote', () => {
  const hangzhou: Destination = { ...place('Zhejiang', 'Hangzhou'), latitude: 30.25, longitude: 120.17 };
  const nearby: Destination = { ...place('Zhejiang', 'Hangzhou'), latitude: 30.3, longitude: 120.2 };
  const ask = (carrier: CarrierTerms, to: Destination = nearby) =>
    quoter([carrier], { to, parts: [{ quantity: 1, weightGrams: 600, volumeCm3: null }] })({
      ...hangzhou,
      collectingCarriers: ['a'],
      localMinute: 600,
    });
  test('comes from carriers that collect at the location and reach the address, and from no other', () => {
    expect(ask(terms())).toEqual([{ carrierId: 'a', freightMinor: 800, days: 2, sameDay: false }]);
    expect(ask(terms({ id: 'b' }))).toEqual([]);
    expect(ask(terms({ areas: [area('Tibet')] }))).toEqual([]);
  });
  test('after the cut-off it takes a day longer; within the radius, before it, the parcel comes today', () => {
    expect(ask(terms({ cutOffMinute: 600 }))).toMatchObject([{ days: 3 }]);
    expect(ask(terms({ sameDayRadiusKm: 10 }))).toMatchObject([{ days: 0, sameDay: true }]);
    expect(ask(terms({ sameDayRadiusKm: 10, cutOffMinute: 600 }))).toMatchObject([{ days: 3, sameDay: false }]);
    expect(ask(terms({ sameDayRadiusKm: 10 }), place('Zhejiang', 'Hangzhou'))).toMatchObject([{ sameDay: false }]);
  });
  test('the last house of the radius gets its parcel today, the one behind it does not', () => {
    const km = distanceKm({ latitude: 30.25, longitude: 120.17 }, { latitude: 30.3, longitude: 120.2 });
    expect(ask(terms({ sameDayRadiusKm: km }))).toMatchObject([{ sameDay: true }]);
    expect(ask(terms({ sameDayRadiusKm: km - 0.001 }))).toMatchObject([{ sameDay: false }]);
  });
  test('without a price for the lane it names none, and is still a carrier that reaches the address', () => {
    expect(ask(terms({ rates: [] }))).toEqual([{ carrierId: 'a', freightMinor: null, days: null, sameDay: false }]);
  });
});

describe('which carrier', () => {
  const quotes: Quote[] = [
    { carrierId: 'slow', freightMinor: 500, days: 6, sameDay: false },
    { carrierId: 'fast', freightMinor: 2000, days: 1, sameDay: false },
    { carrierId: 'fair', freightMinor: 900, days: 2, sameDay: false },
    { carrierId: 'mute', freightMinor: null, days: null, sameDay: false },
  ];
  const first = (choice: CarrierChoice, preferred: string[] = []) =>
    rankQuotes(choice, preferred, quotes).map(({ carrierId }) => carrierId);
  test('the cheapest, the fastest, the preferred, or the best of both; a carrier without a price comes last', () => {
    expect(first('CHEAPEST')).toEqual(['slow', 'fair', 'fast', 'mute']);
    expect(first('FASTEST')).toEqual(['fast', 'fair', 'slow', 'mute']);
    expect(first('PREFERRED', ['mute', 'fast'])).toEqual(['mute', 'fast', 'slow', 'fair']);
    expect(first('BALANCED')).toEqual(['fair', 'fast', 'slow', 'mute']);
  });
  test('of carriers that all bring it today, the best of both is the cheapest', () => {
    const today = (carrierId: string, freightMinor: number): Quote => ({
      carrierId,
      freightMinor,
      days: 0,
      sameDay: true,
    });
    expect(rankQuotes('BALANCED', [], [today('a', 900), today('b', 0), today('c', 500)])[0]?.carrierId).toBe('b');
  });
  test('of carriers that offer the same, the first by name is asked', () => {
    const same = ['c', 'a', 'b'].map((carrierId): Quote => ({ carrierId, freightMinor: 9, days: 1, sameDay: false }));
    expect(rankQuotes('CHEAPEST', [], same).map((one) => one.carrierId)).toEqual(['a', 'b', 'c']);
  });
  test('whatever the order in which they are asked, the choice is the same', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(quotes, { minLength: 4 }),
        fc.constantFrom<CarrierChoice>('CHEAPEST', 'FASTEST', 'PREFERRED', 'BALANCED'),
        (shuffled, choice) => {
          expect(rankQuotes(choice, ['fair'], shuffled)).toEqual(rankQuotes(choice, ['fair'], quotes));
        },
      ),
    );
  });
});

describe('a rate card', () => {
  const dated = (validFrom: string, validTo: string | null, over: Partial<DatedRate> = {}): DatedRate => ({
    ...rate(over),
    validFrom,
    validTo,
  });
  const check = (...rates: DatedRate[]) => checkRateCard(rates.map((one, i) => ({ line: i + 2, rate: one })));
  test('whose lanes have one price on each day is taken', () => {
    expect(
      check(
        dated('2026-01-01', '2026-06-30'),
        dated('2026-07-01', null),
        dated('2026-01-01', null, { toProvince: 'Fujian' }),
      ),
    ).toEqual([]);
  });
  test('two prices for a day, days without, end before beginning, city of no province: named with their line', () => {
    expect(check(dated('2026-01-01', null), dated('2026-07-01', null))).toMatchObject([
      { line: 3, field: 'validFrom', detail: 'the lane has a price for 2026-07-01 already, in line 2' },
    ]);
    expect(check(dated('2026-01-01', '2026-02-28'), dated('2026-03-02', null))).toMatchObject([
      { line: 3, detail: expect.stringContaining('no price from 2026-03-01') },
    ]);
    expect(check(dated('2026-02-01', '2026-01-01'))).toMatchObject([{ line: 2, field: 'validTo' }]);
    expect(check(dated('2026-01-01', '2026-07-01'), dated('2026-07-01', null))).toMatchObject([
      { line: 3, detail: 'the lane has a price for 2026-07-01 already, in line 2' },
    ]);
    expect(check(dated('2026-01-01', null, { toCity: 'Xiamen' }))).toMatchObject([{ line: 2, field: 'toProvince' }]);
  });
  test('a price for one day only is a price', () => {
    expect(check(dated('2026-11-11', '2026-11-11'), dated('2026-11-12', null))).toEqual([]);
  });
  test('errors come in the order of the file, whichever lane they are of; the later line is the one too many', () => {
    const faulty = check(
      dated('2026-01-01', null),
      dated('2026-01-01', null),
      dated('2026-01-01', null, { toCity: 'Xiamen' }),
    );
    expect(faulty.map(({ line, field }) => [line, field])).toEqual([
      [3, 'validFrom'],
      [4, 'toProvince'],
    ]);
    const upwards = [
      { line: 3, rate: dated('2026-01-01', null) },
      { line: 2, rate: dated('2026-01-01', null) },
    ];
    expect(checkRateCard(upwards)).toMatchObject([{ line: 3, detail: expect.stringContaining('in line 2') }]);
  });
});
