// What may be left out of a setting, and what then holds. A field that is missing here must be given.
import { expect, test } from '@jest/globals';
import { rateCardDeclaration } from '../../../domain/carriers/rate-card.ts';
import { register } from '../../../domain/routing/register.ts';
import { completeFirst } from '../../../domain/routing/profiles/ordinary.ts';
import { locationFields } from '../../../domain/setup/location.ts';
import { partyFields } from '../../../domain/setup/party.ts';
import { productFields } from '../../../domain/setup/product.ts';
import { sheetDeclarations } from '../../../domain/setup/sheets.ts';
import { type Fields, withDefaults } from '../../../domain/values/field.ts';

const namesOf = (fields: Fields, flag: 'orNull' | 'optional'): string[] =>
  Object.entries(fields)
    .filter(([, field]) => field[flag] === true)
    .map(([name]) => name);
const unknown = (fields: Fields): string => namesOf(fields, 'orNull').join(' ');

test.each<[string, Fields, string]>([
  ['location', locationFields, 'district latitude longitude dailyQuota hourlyQuota hourlyCapacity'],
  ['party', partyFields, 'dailyQuota'],
  ['product', productFields, 'nameEn weightGrams volumeCm3'],
  ['line of a rate card', rateCardDeclaration.fields, 'fromProvince toProvince toCity validTo'],
  ['line of a stock file', sheetDeclarations.stock.fields, 'safety'],
])('of a %s these may be unknown', (_, fields, names) => {
  expect(unknown(fields)).toBe(names);
});

test('a location takes part, accepts nothing by itself, and delivers and hands out unless it says otherwise', () => {
  const given = {
    name: 'n',
    kind: 'STORE',
    partyId: 'p',
    province: 'p',
    city: 'c',
    timeZone: 'Asia/Shanghai',
    openingHours: { weekly: {}, special: {} },
    carriers: [],
  } as const;
  expect(withDefaults(locationFields, { ...given, carriers: [] })).toMatchObject({
    participating: true,
    autoAccept: false,
    methods: ['HOME_DELIVERY', 'STORE_PICKUP'],
    dailyQuota: null,
  });
});

test('a split keeps no gifts together and sends what there is, unless the profile says otherwise', () => {
  expect(completeFirst).toMatchObject({ partial: true, keepTogether: { gifts: false, goodsClasses: [], skus: [] } });
});

test('these parameters of criteria may be left out', () => {
  const optional = Object.values(register).flatMap((of) =>
    [...of.values()].flatMap(({ name, parameters }) => namesOf(parameters, 'optional').map((one) => `${name} ${one}`)),
  );
  expect(optional).toEqual([
    'order-value minMinor',
    'order-value maxMinor',
    'line-count min',
    'line-count max',
    'goods-class lines',
    'region cities',
    'time-left minHours',
    'time-left maxHours',
    'stock-quantity upTo',
  ]);
  const entries = (criterion: string, parameter: string): string[] => {
    const field = register.eligibility.get(criterion)?.parameters[parameter];
    return (field?.kind === 'list' || field?.kind === 'map') && field.of.kind === 'object'
      ? namesOf(field.of.of, 'optional')
      : [];
  };
  expect(entries('channel-assortment', 'entries')).toEqual(['goodsClasses', 'skus', 'locationIds']);
  expect(entries('goods-class', 'classes')).toEqual(['kinds', 'partyKinds', 'yields']);
});
