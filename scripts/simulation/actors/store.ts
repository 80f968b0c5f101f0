// A store: answers offers well, badly or not at all, and mostly does its accepted work.
import { races, unlessStopped, type Actor, type Deed, type Done, type Hands, type Scene } from '../deed.ts';
import { isKnownLate, shortId, type FulfillmentSeen } from '../order-seen.ts';
import type { Dice } from '../random.ts';

const reasons = ['OUT_OF_STOCK', 'QUANTITY_MISMATCH', 'DAMAGED', 'TOO_BUSY', 'STORE_CLOSED', 'OTHER'] as const;
const answers = { accept: 60, part: 10, reject: 12, sleep: 7, late: 6, twice: 5 } as const;
const works = { ship: 78, giveUp: 8, giveUpPart: 3, ownNumber: 5, forget: 6 } as const;
const callerOf = (fo: FulfillmentSeen): `store:${string}` => `store:${fo.locationId}`;
const heldLines = (fo: FulfillmentSeen): { lineId: string; quantity: number }[] =>
  fo.lines.filter(({ reservation }) => reservation === 'HELD');

/** The deeds of an order's stores. */
export const stores: Actor = (scene) =>
  scene.order.fulfillmentOrders.flatMap((fo) => {
    if (fo.requestStatus === 'OFFERED') return [answerTo(scene, fo)];
    if (fo.status === 'ARRIVED') return [prepare(scene, fo)];
    if (fo.status === 'IN_TRANSIT') return arrivalOf(scene, fo);
    if (fo.status !== 'IN_PROGRESS') return [];
    if (fo.cancellation) return [interceptOf(scene, fo, fo.cancellation.id)];
    if (fo.method !== 'STORE_PICKUP') return parcelOf(scene, fo);
    return [fo.pickupLocationId === fo.locationId ? prepare(scene, fo) : sendOn(scene, fo)];
  });

function answerTo({ dice }: Scene, fo: FulfillmentSeen): Deed {
  const name = `answer ${shortId(fo.id)}`;
  const chance = dice(name);
  const how = chance.weighted(answers);
  const afterMs = how === 'late' ? fo.offer.secondsLeft * 1000 + 1500 : 100 + chance.below(1200);
  return { name, afterMs, act: (hands) => giveAnswer(hands, fo, { how, chance }) };
}

/** The buyer has cancelled a part since the store looked: it reads the order again. */
const cancelledMeanwhile = new Set(['QUANTITY_INVALID', 'UNKNOWN_LINE']);

async function giveAnswer(
  { say }: Hands,
  fo: FulfillmentSeen,
  { how, chance }: { how: keyof typeof answers; chance: Dice },
): Promise<Done> {
  const accept = (body?: unknown) =>
    say(callerOf(fo), `POST /v1/offers/${fo.offer.id}/accept`, { body, expects: [...races, ...cancelledMeanwhile] });
  if (how === 'accept' || how === 'late') await accept();
  if (how === 'twice') await Promise.all([accept(), accept()]);
  if (how === 'part') {
    const { code } = await accept({ refused: refusedPart(fo, chance) });
    if (cancelledMeanwhile.has(code)) return 'again';
  }
  if (how === 'reject')
    await say(callerOf(fo), `POST /v1/offers/${fo.offer.id}/reject`, {
      body: { reason: chance.pick(reasons), note: 'simulated' },
      expects: races,
    });
  return 'done';
}

/** Some units of each line at random; at least one of all. */
function refusedPart(fo: FulfillmentSeen, chance: Dice): { lineId: string; quantity: number; reason: string }[] {
  const some = heldLines(fo).filter(() => chance.chance(0.5));
  return (some.length > 0 ? some : heldLines(fo).slice(0, 1)).map(({ lineId, quantity }) => ({
    lineId,
    quantity: 1 + chance.below(quantity),
    reason: chance.pick(reasons),
  }));
}

/** Forgotten work is done at last, some time after attention was raised. */
const lateMs = 4000;

function prepare({ order, dice }: Scene, fo: FulfillmentSeen): Deed {
  const chance = dice(`prepare ${shortId(fo.id)}`);
  const how = chance.weighted({ ready: 85, giveUp: 8, forget: 7 });
  const late = isKnownLate(order, fo.id);
  const act = async ({ say }: Hands): Promise<Done> => {
    if (how === 'giveUp') return giveUp({ say }, fo, { reason: chance.pick(reasons) });
    return how === 'ready' || late
      ? unlessStopped(await say(callerOf(fo), `POST /v1/fulfillment-orders/${fo.id}/ready`, { expects: races }))
      : 'done';
  };
  return {
    name: `prepare ${shortId(fo.id)}${late ? ' late' : ''}`,
    afterMs: late ? lateMs : 300 + chance.below(2000),
    act,
  };
}

/** The supplier sends the goods to the buyer's store, sometimes late. */
function sendOn({ order, dice }: Scene, fo: FulfillmentSeen): Deed {
  const late = isKnownLate(order, fo.id);
  const chance = dice(`send on ${shortId(fo.id)}`);
  const how = chance.weighted({ send: 85, giveUp: 8, forget: 7 });
  const act = async ({ say }: Hands): Promise<Done> => {
    if (how === 'giveUp') return giveUp({ say }, fo, { reason: chance.pick(reasons) });
    return how === 'send' || late
      ? unlessStopped(
          await say(callerOf(fo), `POST /v1/fulfillment-orders/${fo.id}/ship`, { body: {}, expects: races }),
        )
      : 'done';
  };
  return {
    name: `send on ${shortId(fo.id)}${late ? ' late' : ''}`,
    afterMs: late ? lateMs : 300 + chance.below(2000),
    act,
  };
}

/**
 * The goods reach the buyer's store: in time, late, in part, or never; goods without a waiting order are received as a
 * transfer.
 */
function arrivalOf({ dice }: Scene, fo: FulfillmentSeen): Deed[] {
  const chance = dice(`arrive ${shortId(fo.id)}`);
  const how = chance.weighted({ come: 75, late: 12, short: 8, never: 5 });
  if (how === 'never') return [];
  const body =
    how === 'short'
      ? { lines: [{ sku: fo.lines.find(({ reservation }) => reservation === 'HELD')?.sku ?? '', quantity: 0 }] }
      : {};
  const act = async ({ say }: Hands): Promise<Done> => {
    const heard = await say(callerOf(fo), `POST /v1/fulfillment-orders/${fo.id}/arrive`, { body, expects: races });
    if (heard.status === 409) await say(callerOf(fo), `POST /v1/transfers/${fo.id}/receive`, { body, expects: races });
    return 'done';
  };
  return [{ name: `arrive ${shortId(fo.id)}`, afterMs: how === 'late' ? 9000 : 500 + chance.below(3000), act }];
}

const giveUp = async (
  { say }: Pick<Hands, 'say'>,
  fo: FulfillmentSeen,
  body: { reason: string; lines?: { lineId: string; quantity: number }[] },
): Promise<Done> =>
  unlessStopped(await say(callerOf(fo), `POST /v1/fulfillment-orders/${fo.id}/give-up`, { body, expects: races }));

/** Ships when there is a label; enters a number when none could be made. */
function parcelOf(scene: Scene, fo: FulfillmentSeen): Deed[] {
  const label = fo.waybills.at(-1)?.status;
  const fresh = scene.dice(`work ${shortId(fo.id)}`);
  const how = fresh.weighted(works);
  const number = `SIM${fresh.below(1_000_000_000)}`;
  const typeIn: Deed = {
    name: `label ${shortId(fo.id)} ${fo.waybills.length}`,
    afterMs: 500,
    act: async ({ say }) =>
      unlessStopped(
        await say(callerOf(fo), `POST /v1/fulfillment-orders/${fo.id}/waybill`, {
          body: { carrier: 'sandbox', trackingNumber: number },
          expects: races,
        }),
      ),
  };
  if (label === 'FAILED') return [typeIn];
  const late = isKnownLate(scene.order, fo.id);
  if (label !== 'CREATED' || (how === 'forget' && !late)) return [];
  const act = async (hands: Hands): Promise<Done> => {
    if (how === 'giveUp') return giveUp(hands, fo, { reason: fresh.pick(reasons) });
    if (how === 'giveUpPart')
      await giveUp(hands, fo, {
        reason: fresh.pick(reasons),
        lines: heldLines(fo)
          .slice(0, 1)
          .map(({ lineId }) => ({ lineId, quantity: 1 })),
      });
    return unlessStopped(
      await hands.say(callerOf(fo), `POST /v1/fulfillment-orders/${fo.id}/ship`, {
        body: how === 'ownNumber' ? { carrier: 'sandbox', trackingNumber: number } : {},
        expects: races,
      }),
    );
  };
  return [
    { name: `work ${shortId(fo.id)}${late ? ' late' : ''}`, afterMs: late ? lateMs : 300 + fresh.below(2500), act },
  ];
}

function interceptOf({ dice }: Scene, fo: FulfillmentSeen, id: string): Deed {
  const name = `intercept ${shortId(id)}`;
  const chance = dice(name);
  const how = chance.weighted({ agree: 45, refuse: 30, ignore: 25 });
  const act = async ({ say }: Hands): Promise<Done> => {
    if (how === 'agree') await say(callerOf(fo), `POST /v1/cancellations/${id}/agree`, { expects: races });
    if (how === 'refuse')
      await say(callerOf(fo), `POST /v1/cancellations/${id}/refuse`, {
        body: { carrier: 'sandbox', trackingNumber: `SIM${chance.below(1_000_000_000)}` },
        expects: races,
      });
    return 'done';
  };
  return { name, afterMs: 200 + chance.below(2000), act };
}
