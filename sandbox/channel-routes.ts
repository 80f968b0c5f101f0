import { randomUUID } from 'node:crypto';
import { Router } from 'express';
import { z } from 'zod';
import type { Behaviors } from './behaviors.ts';
import type { Memory } from './memory.ts';
import { ChannelBehavior, Reference } from './schemas.ts';

/** The places in which a write-back may name its order; one without a name is recorded all the same. */
const AboutOrder = z.union([
  z.object({ orderId: z.string() }),
  z.object({ data: z.object({ orderId: z.string() }) }).transform(({ data }) => data),
]);

/** The sales channel, which receives the write-backs. */
export function channelRoutes(memory: Memory, behaviors: Behaviors): Router {
  const router = Router();

  router.post('/webhooks', async (req, res) => {
    const status = behaviors.nextChannelStatus();
    if (status >= 300)
      return void res.status(status).json({ code: 'TOLD_TO_FAIL', message: 'The channel has been told to fail.' });
    const webhookId = req.get('webhook-id') ?? randomUUID();
    const orderId = AboutOrder.safeParse(req.body).data?.orderId ?? '';
    if (!memory.ledger.hasWebhook(webhookId)) {
      memory.remember({ fact: 'WEBHOOK', webhookId, orderId, body: req.body, receivedAt: new Date().toISOString() });
    }
    await memory.written();
    res.status(status).json({ received: true });
  });

  router.get('/webhooks', (req, res) => {
    const orderId = Reference.optional().parse(req.query['orderId']);
    res.json(memory.ledger.webhooks(orderId));
  });

  router.put('/behavior', (req, res) => {
    const behavior = ChannelBehavior.parse(req.body);
    behaviors.planChannel(behavior);
    res.json(behavior);
  });

  return router;
}
