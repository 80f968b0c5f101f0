// The set-up of channels, products and write-backs.
import { z } from 'zod';
import { maySeeOrder } from '../../../db/read/scope.ts';
import { putChannel } from '../../../db/setup/channels.ts';
import { putProduct } from '../../../db/setup/products.ts';
import { isUsable } from '../../../db/sourcing/profiles.ts';
import { channelStreams, listDeliveries, orderStreams, redeliver } from '../../../db/channels/write-backs.ts';
import { defaultPolicy } from '../../../domain/order/channel-policy.ts';
import { Result } from '../../contract/responses.ts';
import { requireExisting } from '../../http/require-existing.ts';
import { Problem } from '../../http/problems.ts';
import { route } from '../../http/route.ts';
import { flag, int4, key, name, orNull, pageLimit, sku } from '../../contract/order-in.ts';
import { ChannelPolicyIn } from '../../contract/policy-in.ts';
import { ProductIn } from '../../contract/setup-in.ts';

const operator = ['operator'] as const;
/** A secret in the form of Standard Webhooks: 24 to 64 bytes in base64. */
const webhookSecret = z
  .string()
  .regex(
    /^whsec_([A-Za-z0-9+/]{4}){8,21}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
    'whsec_ and 24 to 64 bytes in base64',
  );
const byId = z.strictObject({ id: key });
const tag = 'set-up';

const channels = route({
  method: 'put',
  path: '/v1/channels/:id',
  roles: operator,
  needs: 'set-up',
  tag,
  summary: 'A channel: its currency, policy as data, webhook',
  params: byId,
  answer: Result,
  body: z.strictObject({
    name,
    platform: name,
    currency: z.string().regex(/^[A-Z]{3}$/),
    policy: ChannelPolicyIn.default({}),
    webhookUrl: orNull(z.url({ protocol: /^https?$/, normalize: true }).max(500)),
    webhookSecret: orNull(webhookSecret),
    profileVersion: int4.min(1).default(1),
  }),
  handle: async ({ params, body, deps }) => {
    const em = deps.orm.em.fork();
    requireExisting(await isUsable(em, body.profileVersion), '/profileVersion');
    await putChannel(em, { id: params.id, ...body, policy: { ...defaultPolicy, ...body.policy } });
    return { id: params.id };
  },
});

const products = route({
  method: 'put',
  path: '/v1/products/:sku',
  roles: operator,
  needs: 'set-up',
  tag,
  summary: 'A product',
  params: z.strictObject({ sku }),
  answer: Result,
  body: ProductIn,
  handle: async ({ params, body, deps }) => {
    await putProduct(deps.orm.em.fork(), { sku: params.sku, ...body });
    return { sku: params.sku };
  },
});

const writeBacks = [
  route({
    method: 'get',
    path: '/v1/webhook-deliveries',
    roles: operator,
    needs: 'set-up',
    tag,
    summary: 'Write-backs that are behind or parked',
    query: z.strictObject({ parked: flag.optional(), limit: pageLimit(500, 100) }),
    answer: Result,
    handle: async ({ query, deps }) => ({ items: await listDeliveries(deps.orm.em.fork(), query) }),
  }),
  route({
    method: 'post',
    path: '/v1/webhook-deliveries/:id/redeliver',
    roles: operator,
    needs: 'set-up',
    tag,
    summary: 'Send the waiting write-backs of an order or a channel again, from the first that failed',
    params: z.strictObject({ id: z.string().max(80) }),
    answer: Result,
    handle: async ({ params, principal, deps }) => {
      const kind = (await maySeeOrder(deps.orm.em.fork(), principal, params.id)) ? orderStreams : channelStreams;
      if (!(await redeliver(deps.orm.em.fork(), kind, params.id)))
        throw new Problem('NOT_FOUND', 'there is no such delivery');
      return { id: params.id };
    },
  }),
];

export const setUpRoutes = [channels, products, ...writeBacks];
