import { z } from 'zod';
import { dueActions } from '../../domain/audit/facts.ts';
import { auditCodes } from '../../domain/audit/rules.ts';
import { subscribable } from '../../domain/order/channel-policy.ts';
import { amountMinor, instant, int4, isSound, key, localDate, name, orNull, text } from './order-in.ts';

const seconds = z.int().min(1).max(31_536_000);
const auditRule = z.strictObject({
  rule: z.enum(auditCodes),
  limit: z.int().min(0).optional(),
  dueSeconds: seconds.optional(),
  dueAction: z.enum(dueActions).optional(),
});

/** A local time; 24:00 is the end of the day. */
export const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'HH:MM');
export const TimeZone = z
  .string()
  .refine(
    (zone) => Intl.supportedValuesOf('timeZone').includes(zone) || zone === 'UTC',
    'an IANA time zone, as Asia/Shanghai',
  );
const Calendar = z
  .strictObject({
    timeZone: TimeZone,
    cutOff: timeOfDay,
    shipTime: timeOfDay.default('24:00'),
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
    holidays: z.array(localDate).max(500).default([]),
  })
  .refine(({ cutOff, shipTime }) => cutOff <= shipTime, {
    when: isSound,
    path: ['shipTime'],
    error: 'not before the cut-off',
  });
const CampaignIn = z
  .strictObject({ name, from: instant, to: instant, shipBySeconds: seconds })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'after from' })
  .transform(({ from, to, ...campaign }) => ({ ...campaign, fromAt: from, toAt: to }));

/** A channel's policy, in part: what is left out keeps the default. Durations in seconds. */
export const ChannelPolicyIn = z
  .strictObject({
    totalsToleranceMinor: z.int().min(0),
    onFinding: z.enum(['HOLD', 'REFUSE']),
    onShortage: z.enum(['HOLD', 'REFUSE']),
    giftShare: z.enum(['NONE', 'BY_LIST_PRICE']),
    audit: z.array(auditRule).max(50),
    offerSeconds: seconds,
    minOfferSeconds: seconds,
    maxOffers: z.int().min(1).max(100),
    exclusionSeconds: seconds,
    pauseAfterExpiries: z.int().min(1).max(1000),
    handlingSeconds: z.int().min(0).max(31_536_000),
    shipBySeconds: seconds,
    calendar: Calendar.nullable(),
    handlingDays: z.int().min(0).max(30),
    sameDaySeconds: seconds,
    sameDayFallback: z.enum(['NEXT_DAY', 'NONE']),
    campaigns: z.array(CampaignIn).max(100),
    readyBySeconds: seconds,
    pickupStorageSeconds: seconds,
    pickupExtensionSeconds: seconds,
    buyerChoiceSeconds: seconds,
    transferSeconds: seconds,
    deliverySeconds: seconds,
    interceptSeconds: seconds,
    refundBy: z.enum(['BATON', 'CHANNEL']),
    refundPendingSeconds: seconds,
    autoConfirmDays: z.int().min(0).max(365),
    carrierChoice: z.enum(['CHEAPEST', 'FASTEST', 'PREFERRED', 'BALANCED']),
    preferredCarriers: z.array(key).min(1).max(50),
    subscriptions: z.array(z.enum(subscribable)).max(20),
  })
  .partial()
  .meta({ id: 'ChannelPolicy' });

const ranges = z.array(z.tuple([timeOfDay, timeOfDay])).max(10);

/** Local opening hours by ISO weekday (1 Monday … 7 Sunday) and special days. */
export const OpeningHoursIn = z
  .strictObject({
    weekly: z.record(z.string().regex(/^[1-7]$/), ranges),
    special: z.record(z.string().regex(/^\d{4}-\d{2}-\d{2}$/), ranges).default({}),
  })
  .meta({ id: 'OpeningHours' });

/** Where, whose, when open, how much a day. */
export const LocationIn = z.strictObject({
  name,
  kind: z.enum(['STORE', 'WAREHOUSE']),
  partyId: key,
  province: name,
  city: name,
  district: orNull(name),
  latitude: orNull(z.number().min(-90).max(90)),
  longitude: orNull(z.number().min(-180).max(180)),
  timeZone: TimeZone,
  openingHours: OpeningHoursIn,
  participating: z.boolean().default(true),
  autoAccept: z.boolean().default(false),
  carriers: z.array(key).max(50),
  dailyQuota: orNull(int4.min(0)),
  methods: z
    .array(z.enum(['HOME_DELIVERY', 'STORE_PICKUP', 'SHIP_TO_STORE']))
    .min(1)
    .max(10)
    .default(['HOME_DELIVERY', 'STORE_PICKUP']),
  hourlyQuota: orNull(int4.min(0)),
  hourlyCapacity: orNull(int4.min(0)),
});

/** A hundred tonnes, or cubic meters: the parcels of the largest order still add up to less than 2^53. */
const bulk = z.int().min(0).max(100_000_000);

/**
 * What is sold; weight in grams, volume of the packed piece in cm³; which locations may serve a goods class is policy
 * of the routing profile.
 */
export const ProductIn = z.strictObject({
  name,
  nameEn: orNull(name),
  category: name,
  goodsClass: text(20).min(1).default('A'),
  unitPriceMinor: amountMinor,
  weightGrams: orNull(bulk),
  volumeCm3: orNull(bulk),
});
