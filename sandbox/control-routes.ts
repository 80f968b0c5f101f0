import { Router } from 'express';
import type { Behaviors } from './behaviors.ts';
import type { Ledger } from './ledger.ts';
import { orderState } from './order-state.ts';
import { DefaultBehaviors, OrderBehaviors, Reference } from './schemas.ts';

const HELP = `Baton's sandbox plays the carrier, the payment provider and the sales channel.

  POST /carrier/waybills                          a label (Idempotency-Key)
  POST /carrier/waybills/{trackingNumber}/void    unless the carrier has the parcel
  POST /carrier/parcels/{trackingNumber}/events   {"event":"PICKED_UP"|"DELIVERED"|"RETURNING"|"RETURNED"|"LOST"}: \
moves it and tells Baton
  POST /payments/refunds   POST /payments/voids   (Idempotency-Key)
  POST /channel/webhooks   GET ?orderId=          Baton's write-backs
  PUT  /channel/behavior                          {"status":500,"times":3}
  PUT  /behaviors/{orderRef}                      {"carrier":[{"mode":"refuse"}],\
"payment":[{"mode":"lost-answer","times":2}]}
  PUT  /behaviors                                 {"seed":1,"payment":[{"mode":"error","probability":0.1}]}
  GET  /state/orders/{orderRef}                   what was done for an order

  Modes: ok, slow (waits, then works), refuse, error (500), late (works, then waits), lost-answer (works, then \
hangs up), hang.
`;

/** Control routes for tests and people: they configure the sandbox and show what it did. */
export function controlRoutes(ledger: Ledger, behaviors: Behaviors): Router {
  const router = Router();

  router.put('/behaviors', (req, res) => {
    const defaults = DefaultBehaviors.parse(req.body);
    behaviors.planDefaults(defaults);
    res.json(defaults);
  });

  router.put('/behaviors/:orderRef', (req, res) => {
    const plan = OrderBehaviors.parse(req.body);
    behaviors.planOrder(Reference.parse(req.params.orderRef), plan);
    res.json(plan);
  });

  router.get('/state/orders/:orderRef', (req, res) => {
    res.json(orderState(ledger, Reference.parse(req.params.orderRef)));
  });
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' });
  });
  router.get('/', (_req, res) => {
    res.type('text/plain').send(HELP);
  });
  return router;
}
