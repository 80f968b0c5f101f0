// The buyer, through the channel: cancels at any moment, collects with right and wrong codes, and chooses when the
// store cannot serve.
import { races, type Actor, type Deed, type Done, type Hands, type Scene } from '../deed.ts';
import { shortId, type FulfillmentSeen } from '../order-seen.ts';
import type { Dice } from '../random.ts';

/** The deeds of an order's buyer; `otherStore` is the store of an alternative choice. */
export const buyerOf =
  (otherStore: string | null): Actor =>
  (scene) => [
    ...cancelling(scene),
    ...scene.order.fulfillmentOrders
      .filter(({ status, pickup }) => status === 'READY_FOR_PICKUP' && pickup !== null)
      .map((fo) => fetching(scene, fo)),
    ...(scene.order.buyerChoiceDueAt === null ? [] : [choosing(scene, otherStore)]),
  ];

function cancelling({ order, dice }: Scene): Deed[] {
  const chance = dice('cancel');
  if (!chance.chance(0.2)) return [];
  const kind = chance.chance(0.2) ? 'NOTICE' : 'REQUEST';
  const part = chance.chance(0.3);
  const line = chance.pick(order.lines);
  const body = {
    kind,
    reason: 'simulated',
    ...(part ? { lines: [{ lineId: line.lineId, quantity: 1 + chance.below(line.quantity) }] } : {}),
  };
  const act = async ({ say }: Hands): Promise<Done> => {
    await say('channel', `POST /v1/orders/${order.id}/cancel`, { body, expects: races });
    return 'done';
  };
  return [{ name: 'cancel', afterMs: chance.below(7000), act }];
}

/** Comes to the counter, types some wrong codes, perhaps locks the code and gets a new one; or never comes. */
function fetching({ order, dice }: Scene, fo: FulfillmentSeen): Deed {
  const name = `fetch ${shortId(fo.id)} ${fo.pickup?.generation ?? 0}`;
  const chance = dice(name);
  const how = chance.weighted({ come: 80, extend: 8, stay: 12 });
  const act = async (hands: Hands): Promise<Done> => {
    if (how === 'stay') return 'done';
    if (how === 'extend')
      await hands.say(`store:${fo.locationId}`, `POST /v1/fulfillment-orders/${fo.id}/extend`, { expects: races });
    return showCode(hands, fo, {
      number: order.channelOrderNumber,
      wrongTries: chance.weighted({ none: 70, some: 22, tooMany: 8 }),
      chance,
    });
  };
  return { name, afterMs: 300 + chance.below(2500), act };
}

async function showCode(
  { say }: Hands,
  fo: FulfillmentSeen,
  show: { number: string; wrongTries: 'none' | 'some' | 'tooMany'; chance: Dice },
): Promise<Done> {
  const read = await say('channel', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`, { expects: races });
  if (read.status !== 200) return 'done';
  const { code, token } = read.body as { code: string; token: string };
  const atCounter = (body: unknown, wrong: boolean) =>
    say(`store:${fo.locationId}`, `POST /v1/locations/${fo.locationId}/redeem`, {
      body,
      expects: wrong ? ['CODE_REFUSED', 'ORDER_ON_HOLD'] : ['CODE_REFUSED', ...races],
    });
  const tries = { none: 0, some: 1 + show.chance.below(3), tooMany: 5 }[show.wrongTries];
  for (let i = 1; i <= tries; i++)
    await atCounter({ orderNumber: show.number, code: String((Number(code) + i) % 1_000_000).padStart(6, '0') }, true);
  if (show.wrongTries === 'tooMany') {
    await say(`store:${fo.locationId}`, `POST /v1/fulfillment-orders/${fo.id}/pickup-code`, { expects: races });
    return 'done';
  }
  await atCounter(show.chance.chance(0.5) ? { token } : { orderNumber: show.number, code }, false);
  return 'done';
}

function choosing({ order, dice }: Scene, otherStore: string | null): Deed {
  const name = `choose ${order.fulfillmentOrders.length}`;
  const chance = dice(name);
  const late = order.fulfillmentOrders.some(({ status }) => status === 'IN_TRANSIT');
  const how = chance.weighted({
    store: otherStore === null ? 0 : 40,
    deliver: 30,
    cancel: 15,
    nothing: 15,
    wait: late ? 60 : 0,
  });
  const body = {
    store: { locationId: otherStore },
    deliver: { deliver: true },
    cancel: { cancel: true },
    wait: { wait: true },
    nothing: null,
  }[how];
  const act = async ({ say }: Hands): Promise<Done> => {
    if (body !== null) await say('channel', `POST /v1/orders/${order.id}/pickup-choice`, { body, expects: races });
    return 'done';
  };
  return { name, afterMs: 300 + chance.below(2000), act };
}
