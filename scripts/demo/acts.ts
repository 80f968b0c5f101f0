// Actions of people and carriers in the demo, each through its own route.
import type { FulfillmentSeen } from './order-seen.ts';
import { fulfillmentThat, tell, until, type Play } from './play.ts';
import { Refused } from './system.ts';

/** The store's live offer, once it exists. */
export const offerAt = (play: Play, locationId: string): Promise<FulfillmentSeen> =>
  fulfillmentThat(
    play,
    `an offer at ${locationId}`,
    (fo) => fo.locationId === locationId && fo.requestStatus === 'OFFERED',
  );

/** The store accepts its offer. */
export async function accept(play: Play, locationId: string): Promise<FulfillmentSeen> {
  const fo = await offerAt(play, locationId);
  await play.system.call(locationId, `POST /v1/offers/${fo.offer.id}/accept`);
  await tell(play, `${locationId} has accepted`);
  return fo;
}

/** The store rejects its offer with a reason. */
export async function reject(play: Play, locationId: string, reason: string): Promise<void> {
  const fo = await offerAt(play, locationId);
  await play.system.call(locationId, `POST /v1/offers/${fo.offer.id}/reject`, { reason });
  await tell(play, `${locationId} has rejected: ${reason}`);
}

/** The store lets its offer expire. */
export async function letExpire(play: Play, locationId: string): Promise<void> {
  const fo = await offerAt(play, locationId);
  await tell(play, `${locationId} does not answer`);
  await until(play, `the end of the offer at ${locationId}`, (order) =>
    order.fulfillmentOrders.some((f) => f.id === fo.id && f.requestStatus === 'EXPIRED'),
  );
}

/** Waits for the label and returns its number. */
export async function labelOf(play: Play, { id, locationId }: FulfillmentSeen): Promise<string> {
  const label = (fo: FulfillmentSeen): string | null =>
    fo.waybills.find((w) => w.status === 'CREATED')?.trackingNumber ?? null;
  const labelled = await fulfillmentThat(play, `a label for ${locationId}`, (fo) => fo.id === id && label(fo) !== null);
  return label(labelled) ?? '';
}

/** The location hands the parcel over, and the carrier delivers it. */
export async function shipAndDeliver(play: Play, fo: FulfillmentSeen): Promise<void> {
  const trackingNumber = await labelOf(play, fo);
  await play.system.call(fo.locationId, `POST /v1/fulfillment-orders/${fo.id}/ship`);
  await tell(play, `${fo.locationId} has shipped ${trackingNumber}`);
  await deliver(play, fo, trackingNumber);
}

/** The carrier delivers a parcel that has left. */
export async function deliver(play: Play, fo: FulfillmentSeen, trackingNumber: string): Promise<void> {
  await play.system.carrierSays(trackingNumber, 'DELIVERED');
  await fulfillmentThat(play, `the parcel from ${fo.locationId}`, (f) => f.id === fo.id && f.status === 'DELIVERED');
  await tell(play, `the parcel from ${fo.locationId} has arrived`);
}

/** The supplier sends the goods to the buyer's store, where they arrive. */
export async function sendOn(play: Play, fo: FulfillmentSeen, to: string): Promise<FulfillmentSeen> {
  await play.system.call(fo.locationId, `POST /v1/fulfillment-orders/${fo.id}/ship`);
  await tell(play, `${fo.locationId} has sent it to ${to}`);
  const sent = await fulfillmentThat(
    play,
    `the goods on their way to ${to}`,
    (f) => f.id === fo.id && f.locationId === to,
  );
  await play.system.call(to, `POST /v1/fulfillment-orders/${fo.id}/arrive`);
  await tell(play, `it has come to ${to}`);
  return sent;
}

/** The store has the goods ready for the buyer. */
export async function getReady(play: Play, fo: FulfillmentSeen): Promise<void> {
  await play.system.call(fo.locationId, `POST /v1/fulfillment-orders/${fo.id}/ready`);
  await tell(play, `${fo.locationId} has it ready`);
}

/** The channel reads the six digits for its buyer. */
export async function readCode(play: Play, fo: FulfillmentSeen): Promise<string> {
  const { code } = (await play.system.call('channel', `GET /v1/fulfillment-orders/${fo.id}/pickup-code`)) as {
    code: string;
  };
  await tell(play, 'the channel shows the buyer the code');
  return code;
}

/** The buyer says order number and code at the counter; false when the code is refused. */
export async function redeem(play: Play, fo: FulfillmentSeen, code: string): Promise<boolean> {
  try {
    await play.system.call(fo.locationId, `POST /v1/locations/${fo.locationId}/redeem`, {
      orderNumber: play.number,
      code,
    });
    await tell(play, `${fo.locationId} has handed it over`);
    return true;
  } catch (error) {
    if (error instanceof Refused && error.code === 'CODE_REFUSED') return false;
    throw error;
  }
}

/** The channel requests to cancel the whole order; returns the outcome. */
export async function cancel(play: Play, reason: string): Promise<{ became: string; cancellationId?: string }> {
  const { outcomes } = (await play.system.call('channel', `POST /v1/orders/${play.orderId}/cancel`, { reason })) as {
    outcomes: { became: string; cancellationId?: string }[];
  };
  const [outcome] = outcomes;
  if (!outcome || outcomes.length !== 1) throw new Error(`the cancellation became ${JSON.stringify(outcomes)}`);
  await tell(play, `the channel cancels: ${outcome.became}`);
  return outcome;
}
