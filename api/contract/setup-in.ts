import { z } from 'zod';
import { methods, services } from '../../domain/values/method.ts';
import { OpeningHoursIn, TimeZone } from './field-in.ts';
import { amountMinor, int4, key, name, orNull, text } from './order-in.ts';

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
    .array(z.enum(services))
    .min(1)
    .max(10)
    .default([...methods]),
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
