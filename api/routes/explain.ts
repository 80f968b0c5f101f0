// Why: the order's story, the verdict on every candidate, and the same code asked without writing.
import { z } from 'zod';
import { loadCandidates, loadCarriers } from '../../db/candidates.ts';
import { readDecisions, readTimeline } from '../../db/read/story.ts';
import { loadOrder } from '../../db/order-store.ts';
import type { RoutingProfile, RoutingRequest } from '../../domain/routing/request.ts';
import { route as routeLines } from '../../domain/routing/engine.ts';
import { Ok } from '../answers.ts';
import type { ApiDeps } from '../deps.ts';
import { Problem } from '../problems.ts';
import { route } from '../route.ts';
import { instant, int4, name, quantity, text } from '../schemas.ts';
import { visibleOrder } from './orders.ts';

const params = z.strictObject({ id: z.string().max(60) });
const Dry = z.strictObject({
  orderId: z.uuid().optional(), method: z.enum(['HOME_DELIVERY', 'STORE_PICKUP']).default('HOME_DELIVERY'), pickupLocationId: name.nullish(),
  destination: z.strictObject({ province: text(100), city: text(100), district: text(100).nullish(), latitude: z.number().min(-90).max(90).nullish(), longitude: z.number().min(-180).max(180).nullish() }).nullish(),
  lines: z.array(z.strictObject({ sku: name, quantity })).min(1).max(200).optional(), shipBy: instant.nullish(), handlingSeconds: z.int().min(0).max(2_592_000).default(7200), profileVersion: int4.min(1).default(1),
}).refine((b) => (b.lines !== undefined) !== (b.orderId !== undefined), 'give lines, or the orderId of an order whose lines are meant').meta({ oneOf: [{ required: ['lines'] }, { required: ['orderId'] }] });

async function requestOf(deps: ApiDeps, body: z.output<typeof Dry>, nowAt: number): Promise<RoutingRequest> {
  const base = { now: nowAt, handlingSeconds: body.handlingSeconds, carriers: [] as string[], exclusions: [], preferredLocationId: null, onlyLocationId: null, ignoreQuota: false, ignoreExclusions: false };
  if (body.orderId === undefined) {
    const d = body.destination;
    return {
      ...base, method: body.method, pickupLocationId: body.pickupLocationId ?? null, shipByAt: body.shipBy ?? null, lines: (body.lines ?? []).map((l, i) => ({ ...l, lineId: String(i + 1) })),
      destination: d ? { province: d.province, city: d.city, district: d.district ?? null, latitude: d.latitude ?? null, longitude: d.longitude ?? null } : null,
    };
  }
  const loaded = await loadOrder(deps.orm.em.fork(), body.orderId);
  if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
  const { order, policy } = loaded;
  return { ...base, handlingSeconds: policy.handlingSeconds, method: order.method, pickupLocationId: order.pickupLocationId, destination: order.destination, shipByAt: order.shipByAt, lines: order.lines.map((l) => ({ lineId: l.id, sku: l.sku, quantity: l.quantity })) };
}

const dryRun = route({
  method: 'post', path: '/v1/routing/dry-run', roles: ['operator'], tag: 'why', summary: 'Where would it go now? Same code, writes nothing', body: Dry, answer: Ok,
  handle: async ({ body, deps }) => {
    const em = deps.orm.em.fork();
    const [row] = await em.execute<{ now: string; profile: RoutingProfile | null }[]>("select to_json(now()) #>> '{}' as now, (select profile from routing_profile where version = ?) as profile", [body.profileVersion]);
    if (!row?.profile) throw new Problem('VALIDATION', 'there is no such profile version', { errors: [{ pointer: '/profileVersion', detail: 'unknown' }] });
    const request = await requestOf(deps, body, Date.parse(row.now));
    const carriers = await loadCarriers(em, request.destination?.province ?? null);
    return routeLines(row.profile, { ...request, carriers }, await loadCandidates(em, { ...request, carriers }));
  },
});

export const explainRoutes = [
  route({
    method: 'get', path: '/v1/orders/:id/timeline', roles: ['operator', 'channel'], tag: 'why', summary: 'Who, when, what, why', params, answer: Ok,
    handle: async ({ params: { id }, principal, deps }) => ({ items: await readTimeline(deps.orm.em.fork(), await visibleOrder(deps, principal, id)) }),
  }),
  route({
    method: 'get', path: '/v1/orders/:id/explanation', roles: ['operator'], tag: 'why', summary: 'Every routing decision with every candidate: its scores or why it fell; the findings of the audit; the frozen shares', params, answer: Ok,
    handle: async ({ params: { id }, principal, deps }) => {
      const loaded = await loadOrder(deps.orm.em.fork(), await visibleOrder(deps, principal, id));
      if (!loaded) throw new Problem('NOT_FOUND', 'there is no such order');
      const { order, profile } = loaded;
      return { audit: { findings: order.intakeFindings, holds: order.holds.map(({ key, reason }) => ({ key, reason })) }, rules: profile.rules, decisions: await readDecisions(deps.orm.em.fork(), id), shares: order.shares, refunds: order.refunds.map(({ cause, paymentId, amountMinor, lines }) => ({ cause, paymentId, amountMinor, lines })) };
    },
  }),
  dryRun,
];
