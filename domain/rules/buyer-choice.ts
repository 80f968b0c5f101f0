// The choice of a pickup's buyer: another store, delivery, waiting, or cancellation.

import { type Change, note } from '../order/change.ts';
import { lateArrivals } from '../order/fulfillment-order.ts';
import type { Answers } from '../order/answers.ts';
import type { Messages } from '../order/messages.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import { closeFulfillment } from '../steps/fulfillment.ts';
import { extendArrivals } from '../steps/ship-to-store.ts';
import { cancelUnrouted } from './cancellation.ts';

export const buyerRules: Rules<'choosePickup'> = {
  choosePickup: {
    refuse: (view) =>
      view.awaitingBuyer ? null : refusal('NOT_AWAITING_BUYER', 'the buyer has nothing to choose now'),
    apply: choosePickup,
  },
};

function choosePickup(change: Change, body: Messages['choosePickup']): Answers['choosePickup'] | Refusal {
  const refused = refuseChoice(change, body);
  if (refused) return refused;
  change.order.buyerChoiceDueAt = null;
  if (body.choice === 'WAIT') extendArrivals(change);
  for (const fo of lateArrivals(change.order))
    closeFulfillment(change, fo, {
      ...(body.choice === 'CANCEL'
        ? { to: 'CANCELLED', disposition: 'CANCELLED' }
        : { to: 'REROUTED', disposition: 'UNROUTED' }),
      reason: 'did not arrive in time',
    });
  if (body.choice === 'CANCEL') cancelUnrouted(change, 'cancelled by the buyer');
  if (body.choice === 'STORE') change.order.pickupLocationId = body.locationId;
  if (body.choice === 'DELIVER') Object.assign(change.order, { method: 'HOME_DELIVERY', pickupLocationId: null });
  note(change, {
    machine: 'NOTE',
    subjectId: change.order.id,
    from: null,
    to: `BUYER CHOSE ${body.choice}`,
    detail: body.locationId,
  });
  return { chosen: body.choice };
}

function refuseChoice(change: Change, body: Messages['choosePickup']): Refusal | null {
  if (body.choice === 'STORE' && body.locationId === null)
    return refusal('UNKNOWN_PART', 'locationId: say which store');
  if (
    body.choice === 'WAIT' &&
    (lateArrivals(change.order).length === 0 || change.order.lines.some((l) => l.unrouted > 0))
  )
    return refusal('WRONG_STATE', 'choice: there is nothing to wait for; choose another store, delivery, or cancel');
  if (body.choice === 'DELIVER' && change.order.destination === null)
    return refusal(
      'WRONG_METHOD',
      'choice: the order has no address to deliver to; PATCH the order with an address first',
    );
  return null;
}
