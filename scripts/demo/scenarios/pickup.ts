// Orders that the buyer collects at a store.
import { accept, getReady, readCode, redeem, sendOn } from '../acts.ts';
import type { FulfillmentSeen } from '../order-seen.ts';
import { fulfillmentThat, tell, type Play } from '../play.ts';
import type { Scenario } from '../scenario.ts';

const one = { quantity: 1, pickupAt: 'demo-east', stock: { 'demo-east': 1 } };
const triesPerCode = 5;

export const clickAndCollect: Scenario = {
  ...one,
  name: 'pickup',
  title: 'Click and collect',
  expected: { status: 'COMPLETED', refundedMinor: 0, fulfillmentOrders: ['demo-east COLLECTED'] },
  act: async (play) => {
    const fo = await readyAt(play);
    await mustRedeem(play, fo, await readCode(play, fo));
  },
};

export const lockedCode: Scenario = {
  ...one,
  name: 'locked-code',
  title: 'Code locked, re-issued, collected',
  expected: { status: 'COMPLETED', refundedMinor: 0, fulfillmentOrders: ['demo-east COLLECTED'] },
  act: async (play) => {
    const fo = await readyAt(play);
    await play.system.call(fo.locationId, `POST /v1/fulfillment-orders/${fo.id}/extend`);
    const code = await readCode(play, fo);
    for (let tried = 1; tried <= triesPerCode; tried += 1) {
      if (await redeem(play, fo, otherThan(code, tried))) throw new Error('a wrong code was taken');
      await tell(play, `wrong code, ${tried} of ${triesPerCode}`);
    }
    await fulfillmentThat(
      play,
      'the code to be locked',
      (seen) => seen.id === fo.id && seen.pickup?.codeStatus === 'LOCKED',
    );
    if (await redeem(play, fo, code)) throw new Error('a locked code was taken');
    await play.system.call(fo.locationId, `POST /v1/fulfillment-orders/${fo.id}/pickup-code`);
    await tell(play, 'a new code was issued');
    await mustRedeem(play, fo, await readCode(play, fo));
  },
};

export const uncollected: Scenario = {
  ...one,
  name: 'uncollected',
  title: 'Never collected, refunded',
  expected: { status: 'CANCELLED', refundedMinor: 10_000, fulfillmentOrders: ['demo-east CANCELLED'] },
  act: async (play) => {
    const fo = await readyAt(play);
    await fulfillmentThat(
      play,
      'the storage time to end',
      (seen) => seen.id === fo.id && seen.pickup?.codeStatus === 'EXPIRED',
    );
    await tell(play, 'nobody came in time');
  },
};

export const shipToStore: Scenario = {
  name: 'ship-to-store',
  title: 'Sent to the store, collected',
  quantity: 1,
  pickupAt: 'demo-east',
  stock: { 'demo-warehouse': 1 },
  expected: { status: 'COMPLETED', refundedMinor: 0, fulfillmentOrders: ['demo-east COLLECTED'] },
  act: async (play) => {
    const given = await fulfillmentThat(
      play,
      'the warehouse to take it',
      (fo) => fo.locationId === 'demo-warehouse' && fo.status === 'IN_PROGRESS',
    );
    const fo = await sendOn(play, given, 'demo-east');
    await getReady(play, fo);
    await mustRedeem(play, fo, await readCode(play, fo));
  },
};

async function readyAt(play: Play): Promise<FulfillmentSeen> {
  const fo = await accept(play, one.pickupAt);
  await getReady(play, fo);
  return fo;
}

async function mustRedeem(play: Play, fo: FulfillmentSeen, code: string): Promise<void> {
  if (!(await redeem(play, fo, code))) throw new Error('the right code was refused');
}

/** Six digits that differ from the code, and from each other for other steps. */
const otherThan = (code: string, step: number): string => String((Number(code) + step) % 1_000_000).padStart(6, '0');
