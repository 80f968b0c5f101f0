// Dry run of routing for an existing order or a draft: the same code as in production, without a write.
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { planWithShipToStore } from '../../../domain/routing/ship-to-store-plan.ts';
import { readCandidates } from '../../../db/sourcing/candidates.ts';
import { loadCarriersReaching } from '../../../db/sourcing/carrier-terms.ts';
import { readOrder } from '../../../db/order/read-order.ts';
import { databaseNow } from '../../../db/connection/clock.ts';
import { loadProfile } from '../../../db/sourcing/profiles.ts';
import { destinationAt, type Destination } from '../../../domain/values/place.ts';
import { boundPlan } from '../../../domain/routing/explanation.ts';
import { textOf } from '../../../domain/routing/explanation-text.ts';
import { neededFields } from '../../../domain/routing/register.ts';
import type { RoutingNeed } from '../../../domain/handle.ts';
import { namedLocations, type Candidate, type LineNeed, type RoutingRequest } from '../../../domain/routing/request.ts';
import { ownHoldingsFreed, withPending, type PendingMoves } from '../../../domain/sourcing/pending-moves.ts';
import { methods } from '../../../domain/values/method.ts';
import { Result } from '../../contract/responses.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { amountMinor, instant, int4, key, name, quantity, sku, text } from '../../contract/order-in.ts';
import { type KnownProduct, loadProducts } from '../../../db/setup/products.ts';

export const format = z.strictObject({ format: z.enum(['json', 'text']).default('json') });
const coordinate = (limit: number) => z.number().min(-limit).max(limit).nullish();
const DryRunBody = z
  .strictObject({
    orderId: z.uuid().optional(),
    channelId: key.optional(),
    method: z.enum(methods).default('HOME_DELIVERY'),
    sameDay: z.boolean().optional(),
    pickupLocationId: name.nullish(),
    destination: z
      .strictObject({
        province: text(100).nullish(),
        city: text(100),
        district: text(100).nullish(),
        latitude: coordinate(90),
        longitude: coordinate(180),
      })
      .nullish(),
    lines: z
      .array(z.strictObject({ sku, quantity, unitPriceMinor: amountMinor.optional() }))
      .min(1)
      .max(200)
      .optional(),
    shipBy: instant.nullish(),
    handlingSeconds: z.int().min(0).max(2_592_000).default(7200),
    profileVersion: int4.min(1).optional(),
  })
  .refine(
    (b) => (b.lines !== undefined) !== (b.orderId !== undefined),
    'give lines, or the orderId of an order whose lines are meant',
  )
  .meta({ oneOf: [{ required: ['lines'] }, { required: ['orderId'] }] });
type Body = z.output<typeof DryRunBody>;

/** `version` is the profile version of the order; `freed` is what the order holds now, null for a draft. */
interface DryRunRequest {
  request: Omit<RoutingRequest, 'carriers'>;
  version: number;
  freed: PendingMoves | null;
}

const unrestricted = {
  exclusions: [],
  preferredLocationId: null,
  onlyLocationId: null,
  ignoreQuota: false,
  ignoreExclusions: false,
};

/** A city stands for the province that a question does not name. */
const placeAsked = (to: Body['destination']): Destination | null =>
  to ? destinationAt({ ...to, province: to.province ?? to.city }) : null;

async function askedOf(em: EntityManager, body: Body): Promise<DryRunRequest> {
  if (body.orderId !== undefined) return ofOrder(em, body.orderId, body.sameDay);
  const known = await loadProducts(
    em,
    (body.lines ?? []).map((line) => line.sku),
  );
  const lines = (body.lines ?? []).map((line, at) =>
    need(
      {
        ...line,
        lineId: String(at + 1),
        giftForLineId: null,
        unitPriceMinor: line.unitPriceMinor ?? known[line.sku]?.unitPriceMinor ?? 0,
      },
      known,
    ),
  );
  const orderValueMinor = lines.reduce((all, line) => all + line.quantity * line.unitPriceMinor, 0);
  if (!Number.isSafeInteger(orderValueMinor))
    throw new Problem('VALIDATION', 'the prices add up to more than 2^53 − 1', {
      errors: [{ pointer: '/lines', detail: 'too much' }],
    });
  return {
    version: 1,
    freed: null,
    request: {
      ...unrestricted,
      now: 0,
      channelId: body.channelId ?? '',
      method: body.method,
      sameDay: body.sameDay ?? false,
      pickupLocationId: body.pickupLocationId ?? null,
      shipByAt: body.shipBy ?? null,
      handlingSeconds: body.handlingSeconds,
      lines,
      orderValueMinor,
      destination: placeAsked(body.destination),
    },
  };
}

/** The request for all lines of the order, as if it came in now and held nothing. */
async function ofOrder(em: EntityManager, orderId: string, wanted: boolean | undefined): Promise<DryRunRequest> {
  const loaded = await readOrder(em, orderId);
  if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
  const { order, policy } = loaded;
  const sameDay = wanted ?? order.sameDay;
  return {
    version: order.profileVersion,
    freed: ownHoldingsFreed(order, loaded.nowAt),
    request: {
      ...unrestricted,
      now: 0,
      channelId: order.channelId,
      method: order.method,
      sameDay,
      ...(sameDay && order.sameDay ? { orderedAt: order.receivedAt, slot: order.slot } : {}),
      pickupLocationId: order.pickupLocationId,
      destination: order.destination,
      shipByAt: order.shipByAt,
      handlingSeconds: policy.handlingSeconds,
      orderValueMinor: order.goodsMinor - order.discountMinor,
      lines: order.lines.map((l) => need({ ...l, lineId: l.id }, loaded.products)),
    },
  };
}

const need = (
  line: Pick<LineNeed, 'lineId' | 'sku' | 'quantity' | 'unitPriceMinor' | 'giftForLineId'>,
  known: Record<string, Pick<KnownProduct, 'goodsClass' | 'weightGrams' | 'volumeCm3'>>,
): LineNeed => ({
  lineId: line.lineId,
  sku: line.sku,
  quantity: line.quantity,
  unitPriceMinor: line.unitPriceMinor,
  giftForLineId: line.giftForLineId,
  goodsClass: known[line.sku]?.goodsClass ?? 'A',
  weightGrams: known[line.sku]?.weightGrams ?? 0,
  volumeCm3: known[line.sku]?.volumeCm3 ?? 0,
});

async function candidatesFor(
  em: EntityManager,
  { freed, ...need }: Pick<RoutingNeed, 'request' | 'fields'> & { freed: PendingMoves | null },
): Promise<readonly Candidate[]> {
  if (!freed) return (await readCandidates(em, need)).candidates;
  const { candidates, counters } = await readCandidates(em, { ...need, pending: freed });
  return withPending(candidates, freed, { counters, named: namedLocations(need.request) });
}

/** The units that are reserved for the order itself, and that the plan takes as free. */
const ownStockOf = (freed: PendingMoves | null): { locationId: string; sku: string; quantity: number }[] =>
  (freed?.stock ?? []).map(({ locationId, sku, quantity }) => ({ locationId, sku, quantity }));
const ownStockText = (own: ReturnType<typeof ownStockOf>): string =>
  own
    .map(
      ({ locationId, sku, quantity }) =>
        `Free for it: ${quantity} × ${sku} at ${locationId}, reserved for this order.\n`,
    )
    .join('');

export const dryRun = route({
  method: 'post',
  path: '/v1/routing/dry-run',
  roles: ['operator'],
  needs: 'planning',
  tag: 'why',
  summary: 'The routing of an order or a draft under any profile version, with the same code; writes nothing',
  query: format,
  body: DryRunBody,
  answer: Result,
  plainText: true,
  handle: async ({ body, query, deps, res }) => {
    const em = deps.orm.em.fork();
    const asked = await askedOf(em, body);
    const [now, profile] = await Promise.all([databaseNow(em), loadProfile(em, body.profileVersion ?? asked.version)]);
    if (!profile)
      throw new Problem('VALIDATION', 'there is no such profile version', {
        errors: [{ pointer: '/profileVersion', detail: 'unknown' }],
      });
    const request = {
      ...asked.request,
      now,
      carriers: await loadCarriersReaching(em, asked.request.destination),
    };
    const candidates = await candidatesFor(em, { request, fields: neededFields(profile), freed: asked.freed });
    const plan = boundPlan(planWithShipToStore(profile, request, candidates));
    const own = ownStockOf(asked.freed);
    if (query.format === 'json') return { ...plan, ownStock: own };
    res.type('text/plain').send(`${textOf(plan)}\n${ownStockText(own)}`);
    return undefined;
  },
});
