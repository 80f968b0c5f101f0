import { describe, expect, test } from '@jest/globals';
import { canonical, PlaceOrder } from '../../api/contract/order-in.ts';
import { intakeFindings } from '../../domain/intake/new-order.ts';
import { defaultPolicy } from '../../domain/order/channel-policy.ts';
import { convertOlist, olistToleranceMinor } from '../../scripts/olist/convert.ts';
import type { OlistFile } from '../../scripts/olist/file.ts';

const customer = { id: 'c1', postcode: '23580', city: 'rio de janeiro', state: 'RJ', lat: -22.9, lng: -43.6 };
const line = {
  sku: 'cc03',
  soldBy: 'n2',
  quantity: 2,
  unitPriceCentavos: 13_000,
  freightCentavos: 1567,
  category: 'beleza_saude',
  weightGrams: 350,
};
const file: OlistFile = {
  source: 'made up for this test',
  currency: 'BRL',
  nodes: [
    { id: 'n1', city: 'sao paulo', state: 'SP', lat: -23.6, lng: -46.8 },
    { id: 'n2', city: 'brasilia', state: 'DF', lat: null, lng: null },
  ],
  orders: [
    {
      order: 'o1',
      placedAt: '2018-01-31T19:30:37-03:00',
      outcome: 'canceled',
      customer,
      lines: [line, { ...line, sku: '79ea', quantity: 1, category: null, weightGrams: null }],
      payments: [
        { type: 'credit_card', centavos: 42_133 },
        { type: 'voucher', centavos: 1 },
      ],
    },
    {
      order: 'o2',
      placedAt: '2017-05-31T19:02:28-03:00',
      outcome: 'delivered',
      customer: { ...customer, lat: null, lng: null },
      lines: [line],
      payments: [{ type: 'boleto', centavos: 27_565 }],
    },
  ],
};

describe('the Olist converter', () => {
  const { locations, products, orders, party } = convertOlist(file, 'r1-');

  test('selling places become stores of one party, with coordinates or none, open round the clock but one', () => {
    expect(
      locations.map(({ id, province, city, latitude, kind, partyId, timeZone }) => [
        id,
        province,
        city,
        latitude,
        kind,
        partyId,
        timeZone,
      ]),
    ).toEqual([
      ['r1-n1', 'SP', 'sao paulo', -23.6, 'STORE', party.id, 'America/Sao_Paulo'],
      ['r1-n2', 'DF', 'brasilia', null, 'STORE', party.id, 'America/Sao_Paulo'],
    ]);
    expect(locations.map(({ openingHours }) => Object.keys(openingHours.weekly).length)).toEqual([0, 7]);
  });

  test('each product once, without a category it is one of the others', () => {
    expect(
      products.map(({ sku, category, unitPriceMinor, weightGrams }) => [sku, category, unitPriceMinor, weightGrams]),
    ).toEqual([
      ['r1-cc03', 'beleza_saude', 13_000, 350],
      ['r1-79ea', 'outros', 13_000, null],
    ]);
  });

  test('orders are as intake wants: freight summed, vouchers paid by the platform, coordinates only if known', () => {
    const parsed = orders.map((order) => canonical(PlaceOrder.parse(order)));
    const policy = { ...defaultPolicy, totalsToleranceMinor: olistToleranceMinor };
    for (const order of parsed)
      expect(
        intakeFindings(order, {
          policy,
          currency: 'BRL',
          knownSkus: new Set(products.map(({ sku }) => sku)),
          knownStores: new Set(),
        }),
      ).toEqual([]);
    expect(parsed[0]).toMatchObject({
      channelOrderNumber: 'r1-o1',
      shippingMinor: 3134,
      payments: [
        { tender: 'CREDIT_CARD', fundSource: 'BUYER' },
        { tender: 'VOUCHER', fundSource: 'PLATFORM_COUPON', status: 'CAPTURED' },
      ],
      shipBy: null,
    });
    expect([parsed[0]?.address?.latitude, parsed[1]?.address?.latitude]).toEqual([-22.9, undefined]);
    expect(parsed[0]?.placedAt).toBe(Date.parse('2018-01-31T22:30:37Z'));
  });
});
