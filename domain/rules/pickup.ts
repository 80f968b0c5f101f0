// Click and collect: a pickup code is issued, tried, locked, re-issued or expires here. It is derived in auth/ and
// never stored.
import { fulfillmentOf, move, note, type Change } from '../order/change.ts';
import { closeFulfillment, handOver, revokeCode } from '../steps/fulfillment.ts';
import { nextId } from '../order/ids.ts';
import type { PickupCode } from '../order/order.ts';
import { requestRefunds } from '../steps/refunds.ts';
import { refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import type { OrderView } from '../order/view.ts';
import { raiseUnpaidCash } from '../steps/captures.ts';

export const triesPerCode = 5;

/** Opens the next generation of an FO's code; the previous one is revoked. */
export function issueCode(change: Change, fulfillmentOrderId: string): void {
  revokeCode(change, fulfillmentOrderId, 'REVOKED');
  const generation = change.order.pickupCodes.filter((c) => c.fulfillmentOrderId === fulfillmentOrderId).length + 1;
  const id = nextId(change.order, 'pickupCodes');
  change.order.pickupCodes.push({
    id,
    fulfillmentOrderId,
    generation,
    status: 'ACTIVE',
    tries: 0,
    keyId: change.pickupKeyId,
    issuedAt: change.at,
    closedAt: null,
  });
  note(change, { machine: 'PICKUP_CODE', subjectId: id, from: null, to: 'ACTIVE', detail: `generation ${generation}` });
  change.writeBacks.push({ event: 'fulfillment_order.code_issued', fulfillmentOrderId, data: { generation } });
}

/** The valid code of an FO; its absence is a bug, because refusals came first. */
function liveCode(change: Change, fulfillmentOrderId: string): PickupCode {
  const codes = change.order.pickupCodes;
  const live = codes.findLast((c) => c.fulfillmentOrderId === fulfillmentOrderId && c.status === 'ACTIVE');
  if (!live) throw new Error(`no valid code: ${fulfillmentOrderId}`);
  return live;
}

/** Counts a try; the fifth wrong one locks the code until it is re-issued. */
function countTry(change: Change, code: PickupCode, right: boolean): void {
  code.tries += 1;
  if (right) {
    move(change, { machine: 'PICKUP_CODE', row: code, to: 'REDEEMED' });
    code.closedAt = change.at;
  } else if (code.tries >= triesPerCode) {
    move(change, { machine: 'PICKUP_CODE', row: code, to: 'LOCKED' });
  }
}

function handOverToBuyer(change: Change, fulfillmentOrderId: string): void {
  const fo = fulfillmentOf(change.order, fulfillmentOrderId);
  handOver(change, fo, 'COLLECTED');
  fo.closedAt = change.at;
  raiseUnpaidCash(change, fo.id);
}

/** One refusal for all wrong codes: a wrong, a locked, an unknown and another store's code get the same answer. */
export const codeRefused = refusal(
  'CODE_REFUSED',
  'the code is not valid here; after five tries it is locked and the buyer needs a new one',
);

const readyForPickup = (view: OrderView, id: string): boolean =>
  view.fulfillmentOrders.some((f) => f.id === id && f.status === 'READY_FOR_PICKUP');
const refuseUnlessReady = (view: OrderView, id: string) =>
  readyForPickup(view, id) ? null : refusal('WRONG_STATE', 'the fulfillment order is not READY_FOR_PICKUP');

export const pickupRules: Rules<'redeem' | 'reissueCode' | 'extendPickup' | 'readPickupCode'> = {
  redeem: {
    refuse: (view, { fulfillmentOrderId: id }) => {
      if (!view.fulfillmentOrders.some((f) => f.id === id && f.status === 'READY_FOR_PICKUP' && f.code === 'ACTIVE'))
        return codeRefused;
      return view.holds.length > 0 ? refusal('ORDER_ON_HOLD', `the order is on hold: ${view.holds.join(', ')}`) : null;
    },
    apply: (change, { fulfillmentOrderId, proof }) => {
      const code = liveCode(change, fulfillmentOrderId);
      const right = change.proves(code, proof);
      countTry(change, code, right);
      if (right) handOverToBuyer(change, fulfillmentOrderId);
      return { redeemed: right };
    },
  },
  reissueCode: {
    refuse: (view, body) => refuseUnlessReady(view, body.fulfillmentOrderId),
    apply: (change, { fulfillmentOrderId }) => {
      issueCode(change, fulfillmentOrderId);
      return { issued: true };
    },
  },
  extendPickup: {
    refuse: (view, { fulfillmentOrderId: id }) =>
      refuseUnlessReady(view, id) ??
      (view.fulfillmentOrders.some((f) => f.id === id && f.extended)
        ? refusal('ALREADY_EXTENDED', 'the storage time has been extended once already')
        : null),
    apply: (change, { fulfillmentOrderId }) => {
      const fo = fulfillmentOf(change.order, fulfillmentOrderId);
      const pickupExpiresAt = (fo.pickupExpiresAt ?? change.at) + change.policy.pickupExtensionSeconds * 1000;
      Object.assign(fo, { pickupExtended: true, pickupExpiresAt });
      note(change, { machine: 'NOTE', subjectId: fo.id, from: null, to: 'PICKUP EXTENDED' });
      return { pickupExpiresAt };
    },
  },
  readPickupCode: {
    refuse: (view, { fulfillmentOrderId: id }) => {
      const code = view.fulfillmentOrders.find((f) => f.id === id)?.code;
      if (code === 'ACTIVE') return null;
      return refusal('WRONG_STATE', code ? `the code is ${code}` : 'the goods are not ready yet');
    },
    apply: (change, { fulfillmentOrderId }) => {
      const code = liveCode(change, fulfillmentOrderId);
      note(change, { machine: 'NOTE', subjectId: fulfillmentOrderId, from: null, to: 'PICKUP CODE READ' });
      return { generation: code.generation };
    },
  },
};

/** Cancels an uncollected FO: the goods go back on sale, the buyer is refunded. */
export function expirePickup(change: Change, fulfillmentOrderId: string): void {
  const fo = fulfillmentOf(change.order, fulfillmentOrderId);
  revokeCode(change, fo.id, 'EXPIRED');
  closeFulfillment(change, fo, { to: 'CANCELLED', disposition: 'CANCELLED', reason: 'UNCOLLECTED' });
  requestRefunds(change, `uncollected ${fo.id}`);
}
