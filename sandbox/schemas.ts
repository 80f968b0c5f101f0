// The requests that the sandbox accepts, of the providers and of the tests that control it.
import { z } from 'zod';

const Name = z.string().trim().min(1).max(200);
const Place = z.object({ province: Name, city: Name });
const Milliseconds = z.number().int().min(0).max(600_000);

export const IdempotencyKey = Name.describe('the header Idempotency-Key');
export const Reference = Name;

export const WaybillRequest = z.object({
  orderRef: Reference,
  carrier: z.string().regex(/^[\w-]{1,50}$/),
  from: z.object({ locationId: Name }),
  to: Place,
  lines: z
    .array(z.object({ sku: Name, quantity: z.number().int().positive() }))
    .min(1)
    .max(500),
});

export const ParcelEventRequest = z.object({
  event: z.enum(['PICKED_UP', 'DELIVERED', 'RETURNING', 'RETURNED', 'LOST']),
  at: z.iso.datetime({ offset: true }).optional(),
});

/** Voids a whole authorization. */
export const VoidRequest = z.object({
  orderRef: Reference,
  paymentReference: Reference,
  currency: z.string().regex(/^[A-Z]{3}$/),
});

/** `amountMinor` in the currency's smallest unit. */
export const RefundRequest = VoidRequest.extend({ amountMinor: z.number().int().positive() });

const Mode = z.enum(['ok', 'slow', 'refuse', 'error', 'late', 'lost-answer', 'hang']);
const Behavior = z.object({
  mode: Mode,
  ms: Milliseconds.optional(),
  times: z.number().int().min(1).max(1_000).optional(),
});
const Chance = z.object({ mode: Mode, probability: z.number().min(0).max(1), ms: Milliseconds.optional() });
const Chances = z
  .array(Chance)
  .max(20)
  .refine(
    (chances) => chances.reduce((sum, { probability }) => sum + probability, 0) <= 1,
    'the probabilities add up to more than 1',
  );

export const OrderBehaviors = z.object({
  carrier: z.array(Behavior).max(100).optional(),
  payment: z.array(Behavior).max(100).optional(),
});
export const DefaultBehaviors = z.object({
  seed: z.number().int(),
  carrier: Chances.optional(),
  payment: Chances.optional(),
});
export const ChannelBehavior = z.object({
  status: z.number().int().min(200).max(599),
  times: z.number().int().min(0).max(100_000),
});

export type WaybillRequest = z.infer<typeof WaybillRequest>;
export type RefundRequest = z.infer<typeof RefundRequest>;
export type VoidRequest = z.infer<typeof VoidRequest>;
export type ParcelEventName = z.infer<typeof ParcelEventRequest>['event'];
export type Behavior = z.infer<typeof Behavior>;
export type OrderBehaviors = z.infer<typeof OrderBehaviors>;
export type DefaultBehaviors = z.infer<typeof DefaultBehaviors>;
export type ChannelBehavior = z.infer<typeof ChannelBehavior>;
