// Keyed holds: the order continues when the last one is released.
import { fulfillmentOf, note, type Change } from '../order/change.ts';
import { closeFulfillment, withdrawOffer } from '../steps/fulfillment.ts';
import { nextId } from '../order/ids.ts';
import { refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import { isGone } from '../order/view.ts';
import type { Instant } from '../values/time.ts';

/** Places a hold under its key; a key has at most one live hold. */
export function placeHold(
  change: Change,
  hold: { key: string; reason: string; dueAt: Instant | null; dueAction: 'RELEASE' | 'CANCEL' | null },
): void {
  const { order } = change;
  if (order.holds.some((h) => h.key === hold.key && h.releasedAt === null)) return;
  const id = nextId(order, 'holds');
  order.holds.push({
    id,
    ...hold,
    placedBy: change.actor,
    placedAt: change.at,
    releasedAt: null,
    releasedBy: null,
    note: null,
  });
  note(change, { machine: 'NOTE', subjectId: id, from: null, to: `HOLD ${hold.key}`, detail: hold.reason });
}

/**
 * Releases a key; an unknown key changes nothing. The last release routes withdrawn offers again, the same location
 * first.
 */
export function releaseHold(change: Change, key: string, why: string | null): void {
  const { order } = change;
  const live = order.holds.filter((h) => h.releasedAt === null);
  const held = live.find((h) => h.key === key);
  if (!held) return;
  Object.assign(held, { releasedAt: change.at, releasedBy: change.actor, note: why });
  note(change, { machine: 'NOTE', subjectId: held.id, from: `HOLD ${key}`, to: 'RELEASED', detail: why });
  if (live.length === 1) reofferWithdrawn(change);
}

/** Closes the FOs whose offers a hold had withdrawn, so that they are routed again. */
function reofferWithdrawn(change: Change): void {
  const waiting = change.order.offers
    .filter((o) => o.status === 'WITHDRAWN')
    .map((o) => fulfillmentOf(change.order, o.fulfillmentOrderId))
    .filter((fo) => fo.status === 'OPEN');
  for (const fo of waiting) {
    closeFulfillment(change, fo, { to: 'REROUTED', disposition: 'UNROUTED', reason: 'hold released' });
    change.routing.preferredLocationId = fo.locationId;
  }
}

export const holdRules: Rules<'placeHold' | 'release'> = {
  placeHold: {
    refuse: (view) =>
      view.lines.some((l) => !isGone(view, l))
        ? null
        : refusal('TOO_LATE', 'everything has left or was cancelled; a hold would hold nothing'),
    apply: (change, body) => {
      placeHold(change, body);
      for (const offer of change.order.offers) {
        if (offer.status === 'OFFERED')
          withdrawOffer(change, fulfillmentOf(change.order, offer.fulfillmentOrderId), `hold ${body.key}`);
      }
      return { holds: liveKeys(change) };
    },
  },
  release: {
    refuse: () => null,
    apply: (change, { key, note: why }) => {
      releaseHold(change, key, why);
      return { holds: liveKeys(change) };
    },
  },
};

const liveKeys = (change: Change): string[] =>
  change.order.holds.filter((h) => h.releasedAt === null).map((h) => h.key);
