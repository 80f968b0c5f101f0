// Orders that are cancelled.
import { accept, cancel, deliver, labelOf, offerAt } from '../acts.ts';
import type { FulfillmentSeen } from '../order-seen.ts';
import { tell, until, type Play } from '../play.ts';
import type { Scenario } from '../scenario.ts';

const one = { quantity: 1, pickupAt: null, stock: { 'demo-north': 1 } };

export const cancelledEarly: Scenario = {
  ...one,
  name: 'cancelled',
  title: 'Cancelled before anyone accepts',
  expected: { status: 'CANCELLED', refundedMinor: 10_800, fulfillmentOrders: ['demo-north CANCELLED'] },
  act: async (play) => {
    await offerAt(play, 'demo-north');
    const { became } = await cancel(play, 'bought the wrong size');
    if (became !== 'CANCELLED') throw new Error(`the quantity became ${became}, not CANCELLED`);
  },
};

export const interceptAgreed: Scenario = {
  ...one,
  name: 'intercept-agreed',
  title: 'Intercept agreed',
  expected: { status: 'CANCELLED', refundedMinor: 10_800, fulfillmentOrders: ['demo-north CANCELLED'] },
  act: async (play) => {
    const { fo, cancellationId } = await intercepted(play);
    await play.system.call(fo.locationId, `POST /v1/cancellations/${cancellationId}/agree`);
    await tell(play, `${fo.locationId} agrees: the goods stay`);
    await until(play, 'the end of the intercept', (order) => order.cancellations.every((c) => c.status === 'AGREED'));
  },
};

export const interceptRefused: Scenario = {
  ...one,
  name: 'intercept-refused',
  title: 'Intercept refused, it had left',
  expected: { status: 'COMPLETED', refundedMinor: 0, fulfillmentOrders: ['demo-north DELIVERED'] },
  act: async (play) => {
    const { fo, cancellationId, trackingNumber } = await intercepted(play);
    await play.system.call(fo.locationId, `POST /v1/cancellations/${cancellationId}/refuse`, {
      carrier: 'sandbox',
      trackingNumber,
    });
    await tell(play, `${fo.locationId} refuses: it left with ${trackingNumber}`);
    await deliver(play, fo, trackingNumber);
  },
};

/** Accepted and labelled, then cancelled by the channel: the store must answer. */
async function intercepted(
  play: Play,
): Promise<{ fo: FulfillmentSeen; cancellationId: string; trackingNumber: string }> {
  const fo = await accept(play, 'demo-north');
  const trackingNumber = await labelOf(play, fo);
  const { became, cancellationId } = await cancel(play, 'the buyer has changed their mind');
  if (became !== 'INTERCEPT' || cancellationId === undefined)
    throw new Error(`the quantity became ${became}, not INTERCEPT`);
  return { fo, cancellationId, trackingNumber };
}
