// The operator: sometimes holds an order, and resolves most attention; the rest stays open.
import { races, type Actor, type Deed, type Done, type Hands, type Scene } from '../deed.ts';
import { shortId } from '../order-seen.ts';

/** The actions for each attention reason, with their weights. LEAVE is none. */
const decisions: Record<string, Record<string, number>> = {
  NO_CANDIDATE: { CANCEL: 60, RETRY: 15, LEAVE: 25 },
  ROUTING_EXHAUSTED: { CANCEL: 55, RETRY: 25, LEAVE: 20 },
  SHIP_LATE: { WAIT: 30, TAKE_AWAY: 50, LEAVE: 20 },
  READY_LATE: { WAIT: 80, LEAVE: 20 },
  PARCEL_SILENT: { LOST: 90, LEAVE: 10 },
  PARCEL_LOST: { REFUND: 60, RESHIP: 25, LEAVE: 15 },
  PARCEL_REFUSED: { DONE: 100 },
  LABEL_FAILED: { LEAVE: 100 },
  COD_UNPAID: { WRITE_OFF: 100 },
  CANCELLED_AFTER_SHIP: { DONE: 90, LEAVE: 10 },
  REFUND_PENDING: { WAIT: 50, LEAVE: 50 },
  REFUND_REFUSED: { RETRY_REFUND: 60, SETTLE_OUTSIDE: 40 },
  STOCK_SHORT: { DONE: 100 },
  VOID_FAILED: { DONE: 100 },
  BUG: { LEAVE: 100 },
  WORKFLOW_GONE: { LEAVE: 100 },
};

/** The deeds of operators about an order. */
export const operators: Actor = (scene) => [
  ...holding(scene),
  ...scene.order.attention.map((attention) => decide(scene, attention)),
];

function holding({ order, dice }: Scene): Deed[] {
  const chance = dice('hold');
  if (!chance.chance(0.06)) return [];
  const act = async ({ say, pause }: Hands): Promise<Done> => {
    const held = await say('operator', `POST /v1/orders/${order.id}/holds`, {
      body: { key: 'SIMULATED', reason: 'the simulation looks at it' },
      expects: races,
    });
    if (held.status !== 200) return 'done';
    await pause(500 + chance.below(2500));
    await say('operator', `POST /v1/orders/${order.id}/holds/SIMULATED/release`, {
      body: { note: 'it was nothing' },
      expects: races,
    });
    return 'done';
  };
  return [{ name: 'hold', afterMs: chance.below(5000), act }];
}

function decide({ order, dice }: Scene, { id, reason, subjectId }: Scene['order']['attention'][number]): Deed {
  const name = `decide ${shortId(id)}`;
  const chance = dice(name);
  const action = chance.weighted(decisions[reason] ?? { LEAVE: 1 });
  const act = async ({ say }: Hands): Promise<Done> => {
    if (action === 'TAKE_AWAY')
      await say('operator', `POST /v1/fulfillment-orders/${subjectId ?? ''}/take-away`, { expects: races });
    else if (action === 'RETRY_REFUND')
      await say('operator', `POST /v1/refunds/${subjectId ?? ''}/retry`, { expects: races });
    else if (action === 'SETTLE_OUTSIDE')
      await say('operator', `POST /v1/refunds/${subjectId ?? ''}/settle-outside`, {
        body: { reference: `by hand ${shortId(id)}` },
        expects: races,
      });
    else if (action !== 'LEAVE')
      await say('operator', `POST /v1/attention/${id}/resolve`, {
        body: { action, note: `simulated, ${order.status}` },
        expects: [...races, 'NOT_FOUND'],
      });
    return 'done';
  };
  return { name, afterMs: 1000 + chance.below(3000), act };
}
