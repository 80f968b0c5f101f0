// The order as a channel may send it, in zod: strict objects, whole numbers, instants with a zone, text that PostgreSQL
// can store.
import { z } from 'zod';
import { withRecipient } from '../../domain/intake/address.ts';
import type { IntakeOrder } from '../../domain/intake/new-order.ts';
import type { PaymentStatus } from '../../domain/order/states.ts';
import { fundSources } from '../../domain/pricing/fund-allocation.ts';
import { discountScopes } from '../../domain/pricing/totals.ts';
import { methods } from '../../domain/values/method.ts';
import { orderNumberKey, productCode } from '../../domain/values/names.ts';
import { placeName } from '../../domain/values/place.ts';
import { refusalReasons } from '../../domain/values/reasons.ts';

// oxlint-disable-next-line no-control-regex -- the zero byte is what is refused
const withoutZeroByte = /^[^\u0000]*$/;
/** Text without a zero byte, which the database refuses, and without half surrogate pairs. */
export const text = (max: number) =>
  z
    .string()
    .max(max)
    .regex(withoutZeroByte, 'holds a zero byte')
    .refine((s) => s.isWellFormed(), 'holds half a character');
export const name = text(200).min(1);
/** An optional field; absent becomes null. */
export const orNull = <Out, In>(type: z.ZodType<Out, In>) => type.nullish().transform((value) => value ?? null);
/** A place name in canonical form. */
export const place = name.transform(placeName).pipe(z.string().min(1).max(100));
export const key = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,79}$/, 'letters, digits and . _ : -, at most 80');
/** A product in canonical form. */
export const sku = name.transform(productCode).pipe(z.string().min(1, 'has no visible character').max(200));
/** An order number as its channel writes it. */
export const orderNumber = name.refine((written) => orderNumberKey(written) !== '', 'has no visible character');
/** A country of ISO 3166-1; small letters are read as capitals. */
export const country = z
  .string()
  .regex(/^[A-Za-z]{2}$/, 'two letters, ISO 3166-1, such as DE')
  .transform((code) => code.toUpperCase());
/** Years that PostgreSQL, JavaScript and timers can represent. */
const instantText = z.iso
  .datetime({ offset: true, error: 'an instant with its zone, as 2026-11-22T10:00:00+08:00' })
  .regex(/^(19[7-9]|2\d\d)\d-/, 'a year from 1970 to 2999');
export const instant = instantText.transform((s) => Date.parse(s));
/** A calendar day without a time zone, or in the zone of its location. */
export const localDate = z.iso.date('a day as YYYY-MM-DD');
export const quantity = z.int().min(1).max(100_000);
const amount = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const amountMinor = amount;

export const publicPartId = z.string().max(60);
/** A public part id as a cursor: a malformed one is an error of the request, not a missing part. */
export const partCursor = z
  .string()
  .regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}-[a-z]\d{1,6}$/, 'use nextCursor of the page before');
export const opaqueCursor = z
  .string()
  .max(500)
  .regex(/^[A-Za-z0-9_-]+$/, 'use nextCursor of the page before');
export const idempotencyKey = z.string().regex(/^[!-~]{1,200}$/, '1 to 200 visible characters');
/** An integer that fits a column of four bytes. */
export const int4 = z.int().max(2_147_483_647);
/** The number of rows of a page. */
export const pageLimit = (max: number, usual: number) => z.coerce.number().int().min(1).max(max).default(usual);
/** A yes or no in a query. */
export const flag = z.enum(['true', 'false']).transform((said) => said === 'true');
export const lineQuantity = z.strictObject({ lineId: name, quantity });
/** Lines of a transfer, sent or received. */
export const transferLines = (least: number) =>
  z
    .array(z.strictObject({ sku, quantity: z.int().min(least).max(10_000_000) }))
    .max(1000)
    .refine((all) => new Set(all.map((l) => l.sku)).size === all.length, 'a product stands here twice');
export const refusalReason = z.enum(refusalReasons);

export const Address = z
  .strictObject({
    name: text(200).nullish(),
    phone: text(60).nullish(),
    province: text(100).nullish(),
    city: text(100).nullish(),
    district: text(100).nullish(),
    line: text(500).nullish(),
    postcode: text(20).nullish(),
    country: country.nullish(),
    latitude: z.number().min(-90).max(90).nullish(),
    longitude: z.number().min(-180).max(180).nullish(),
  })
  .meta({ id: 'Address' });

const Line = z
  .strictObject({
    lineId: name,
    sku,
    quantity,
    unitPriceMinor: amount,
    listPriceMinor: amount.nullish(),
    gift: z.boolean().default(false),
    giftForLineId: name.nullish(),
  })
  .transform((l) => ({
    ...l,
    listPriceMinor: l.listPriceMinor ?? l.unitPriceMinor,
    giftForLineId: l.giftForLineId ?? null,
  }));
const Discount = z.strictObject({
  scope: z.enum(discountScopes),
  lineId: name.nullish(),
  amountMinor: amount,
  name: text(200).nullish(),
});
const PaymentIn = z.strictObject({
  paymentId: name,
  tender: text(60).min(1),
  fundSource: z.enum(fundSources).default('BUYER'),
  amountMinor: amount,
  currency: z.string().length(3).optional(),
  status: z.enum(['PENDING', 'AUTHORIZED', 'CAPTURED', 'ON_DELIVERY'] satisfies PaymentStatus[]),
  reference: text(200).nullish(),
});

const dayMs = 86_400_000;

/** The calendar day of an instant, in the zone in which it was written. */
function dayOf(said: string): { fromAt: number; toAt: number } {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):?(\d\d)$/.exec(said) ?? [];
  const eastMs = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000;
  const fromAt = Math.floor((Date.parse(said) + eastMs) / dayMs) * dayMs - eastMs;
  return { fromAt, toAt: fromAt + dayMs };
}

/** Runs a check of several fields only when each of them is valid by itself. */
export const fieldsAreValid = (checked: { issues: unknown[] }): boolean => checked.issues.length === 0;
const SlotIn = z
  .strictObject({ from: instantText.transform((said) => ({ at: Date.parse(said), day: dayOf(said) })), to: instant })
  .refine(({ from, to }) => from.at < to, { when: fieldsAreValid, path: ['to'], error: 'after from' })
  .refine(({ from, to }) => to <= from.day.toAt, { when: fieldsAreValid, path: ['to'], error: 'on the day of from' });
const DeliveryIn = z
  .strictObject({ speed: z.enum(['STANDARD', 'SAME_DAY']), slot: SlotIn.nullish() })
  .refine(({ speed, slot }) => !slot || speed === 'SAME_DAY', {
    path: ['slot'],
    error: 'only same-day delivery has slots',
  })
  .meta({ id: 'Delivery' });

const OrderIn = z.strictObject({
  channelOrderNumber: orderNumber,
  placedAt: instant,
  currency: z.string().regex(/^[A-Z]{3}$/, 'three capital letters, ISO 4217'),
  method: z.enum(methods),
  pickupLocationId: name.nullish(),
  buyer: z.strictObject({
    id: text(200).nullish(),
    name: text(200).nullish(),
    phone: text(60).nullish(),
    email: text(200).nullish(),
  }),
  address: Address.nullish(),
  lines: z.array(Line).min(1).max(1000),
  discounts: z.array(Discount).max(1000).default([]),
  shippingMinor: amount.default(0),
  payments: z.array(PaymentIn).max(200).default([]),
  buyerNote: text(1000).nullish(),
  shipBy: instant.nullish(),
  distributor: text(200).nullish(),
  references: z.record(text(60), text(500)).default({}),
  delivery: DeliveryIn.nullish(),
});

type Issue = { path: (string | number)[]; message: string };

type OrderRead = z.output<typeof OrderIn>;

const crossChecks = (order: OrderRead): Issue[] => [
  ...twice(order.lines, (l) => l.lineId, 'lines'),
  ...twice(order.payments, (p) => p.paymentId, 'payments'),
  ...danglingReferences(order),
  ...foreignCurrencies(order),
  ...tooManyShares(order),
  ...uncountableSums(order),
  ...pickupIssues(order),
];

const twice = <T>(rows: T[], id: (row: T) => string, path: string): Issue[] =>
  rows.flatMap((row, i) =>
    rows.findIndex((r) => id(r) === id(row)) < i ? [{ path: [path, i], message: `${id(row)} stands here twice` }] : [],
  );

function danglingReferences({ lines, discounts }: OrderRead): Issue[] {
  const lineIds = new Set(lines.map((l) => l.lineId));
  return [
    ...lines.flatMap((l, i) =>
      l.giftForLineId !== null && (!lineIds.has(l.giftForLineId) || l.giftForLineId === l.lineId)
        ? [{ path: ['lines', i, 'giftForLineId'], message: 'names no other line of this order' }]
        : [],
    ),
    ...discounts.flatMap((d, i) =>
      d.scope === 'LINE' && !lineIds.has(d.lineId ?? '')
        ? [{ path: ['discounts', i, 'lineId'], message: 'names no line of this order' }]
        : [],
    ),
  ];
}

const foreignCurrencies = ({ payments, currency }: OrderRead): Issue[] =>
  payments.flatMap((p, i) =>
    p.currency !== undefined && p.currency !== currency
      ? [{ path: ['payments', i, 'currency'], message: `one currency per order: ${currency}` }]
      : [],
  );

/** Every payment is spread over every line; an order keeps so many shares. */
const mostShares = 20_000;
const tooManyShares = ({ lines, payments }: OrderRead): Issue[] =>
  lines.length * payments.length > mostShares
    ? [{ path: ['payments'], message: `lines × payments are more than ${mostShares}; add up payments of one kind` }]
    : [];

function uncountableSums({ lines, discounts, payments, shippingMinor }: OrderRead): Issue[] {
  const goods = lines.reduce((sum, l) => sum + l.quantity * l.unitPriceMinor, shippingMinor);
  const worth = lines.reduce((sum, l) => sum + l.quantity * l.listPriceMinor, 0);
  const paid = payments.reduce((sum, p) => sum + p.amountMinor, 0);
  const discounted = discounts.reduce((sum, d) => sum + d.amountMinor, 0);
  return [
    ...overflow(goods, ['lines'], 'the amounts'),
    ...overflow(worth + goods, ['lines'], 'the list prices, with what is asked,'),
    ...overflow(paid, ['payments'], 'the amounts'),
    ...overflow(discounted + paid, ['discounts'], 'the amounts, with the payments,'),
  ];
}

const pickupIssues = ({ method, pickupLocationId, delivery }: OrderRead): Issue[] =>
  method !== 'STORE_PICKUP'
    ? []
    : [
        ...(pickupLocationId ? [] : [{ path: ['pickupLocationId'], message: 'a pickup order names its store' }]),
        ...(delivery?.speed === 'SAME_DAY'
          ? [{ path: ['delivery', 'speed'], message: 'a pickup order is not delivered' }]
          : []),
      ];

/** Sums of an order stay within 2^53 − 1, up to which whole minor units are exact. */
const overflow = (sum: number, path: string[], what: string): Issue[] =>
  Number.isSafeInteger(sum) ? [] : [{ path, message: `${what} add up to more than 2^53 − 1` }];

/** The canonical order as a channel sends it. */
export const PlaceOrder = OrderIn.superRefine((order, check) => {
  for (const { path, message } of crossChecks(order)) check.addIssue({ code: 'custom', path, message });
}).meta({ id: 'PlaceOrder' });

/** The order for intake: absent fields are null, transport fields are gone, standard delivery is left out. */
export function canonical({ delivery, ...order }: z.output<typeof PlaceOrder>): IntakeOrder {
  return {
    ...order,
    ...(delivery?.speed === 'SAME_DAY'
      ? {
          delivery: {
            speed: delivery.speed,
            slot: delivery.slot ? { fromAt: delivery.slot.from.at, toAt: delivery.slot.to } : null,
          },
        }
      : {}),
    pickupLocationId: order.pickupLocationId ?? null,
    address: order.address ? withRecipient(order.address, order.buyer) : null,
    buyerNote: order.buyerNote ?? null,
    shipBy: order.shipBy ?? null,
    distributor: order.distributor ?? null,
    payments: order.payments.map(({ currency: _, ...p }) => ({ ...p, reference: p.reference ?? null })),
  };
}
