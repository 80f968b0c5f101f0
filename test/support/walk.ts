// Random walks: any message that callers, the clock or outside systems may send to an order, applied by the rules and
// by the model.
import type { MessageName, Messages } from '../../domain/order/messages.ts';
import type { Attention, Order } from '../../domain/order/order.ts';
import { machines, type Machine } from '../../domain/order/states.ts';
import { openModel, type Model, type SentMessage } from './model/order-model.ts';
import { applyMessage } from './model/outcomes.ts';
import { takeOverRouting } from './model/routing.ts';
import { snapshotOf, snapshotOfOrder, deriveState } from './model/snapshot.ts';
import { verdictOn, attentionActions, type Verdict } from './model/verdicts.ts';
import { violations } from './paper-invariants.ts';
import { paperSkus, say, type Paper } from './paper-order.ts';

/**
 * One step. A likely message is chosen among those that would be accepted now, so that walks get far; `which` and
 * `amount` make the other choices.
 */
export interface Step {
  likely: boolean;
  name: MessageName;
  which: number;
  amount: number;
}
export interface Walk {
  paper: Paper;
  model: Model;
  script: string[];
  timers: { kind: Messages['deadlinePassed']['kind']; subjectId: string; dueAt: number }[];
  reached: Set<string>;
}

export const startWalk = (paper: Paper, reached = new Set<string>()): Walk => ({
  paper,
  model: openModel(paper),
  script: [],
  timers: [],
  reached,
});

const pick = <T>(rows: readonly T[], n: number): T | null => rows[n % Math.max(1, rows.length)] ?? null;
const reasons = ['OUT_OF_STOCK', 'QUANTITY_MISMATCH', 'DAMAGED', 'TOO_BUSY', 'OTHER'] as const;
/** The random choices of a step: `oneIn(n)` holds in one of n cases, `below(n)` is a number from 0 to n − 1. */
interface Chance {
  walk: Walk;
  order: Order;
  which: number;
  amount: number;
  oneIn: (cases: number) => boolean;
  below: (limit: number) => number;
  quantity: number;
  reason: (typeof reasons)[number];
}
type Maker<N extends MessageName> = (chance: Chance) => Messages[N] | null;

const onFulfillmentOrder =
  (make: (fulfillmentOrderId: string, chance: Chance) => unknown) =>
  (c: Chance): never => {
    const fo = pick(c.order.fulfillmentOrders, c.which);
    return (fo && make(fo.id, c)) as never;
  };
const onOffer =
  (make: (offerId: string, chance: Chance) => unknown) =>
  (c: Chance): never => {
    const o = pick(c.order.offers, c.which);
    return (o && make(o.id, c)) as never;
  };
const onCancellation =
  (make: (cancellationId: string, chance: Chance) => unknown) =>
  (c: Chance): never => {
    const x = pick(c.order.cancellations, c.which);
    return (x && make(x.id, c)) as never;
  };
const onRefund =
  (make: (refundId: string, chance: Chance) => unknown) =>
  (c: Chance): never => {
    const r = pick(c.order.refunds, c.which);
    return (r && make(r.id, c)) as never;
  };
const onWaybill =
  (make: (waybillId: string, chance: Chance) => unknown) =>
  (c: Chance): never => {
    const w = pick(c.order.waybills, c.which);
    return (w && make(w.id, c)) as never;
  };
const someLine = (c: Chance): { lineId: string; quantity: number } => ({
  lineId: pick(c.order.lines, c.which)?.id ?? 'L1',
  quantity: c.quantity,
});
const lineOfFulfillmentOrder = (c: Chance, id: string): { lineId: string; quantity: number } => ({
  lineId:
    pick(
      c.order.fulfillmentLines.filter((r) => r.fulfillmentOrderId === id),
      c.amount,
    )?.lineId ?? 'L9',
  quantity: c.quantity,
});

/**
 * The random body of each message: a message without an entry does not compile. Ids are real ones of any age, so that
 * many messages are refused.
 */
const makers: { [N in MessageName]: Maker<N> } = {
  prepare: () => ({}),
  accept: onOffer((offerId, c) => ({
    offerId,
    refused: c.oneIn(3) ? [{ ...lineOfFulfillmentOrder(c, offerId.replace('o', 'f')), reason: c.reason }] : [],
  })),
  reject: onOffer((offerId, c) => ({ offerId, reason: c.reason, note: null })),
  markReady: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  ship: onFulfillmentOrder((fulfillmentOrderId, { amount, oneIn }) => ({
    fulfillmentOrderId,
    carrier: null,
    trackingNumber: oneIn(3) ? `handed over as ${amount}` : null,
  })),
  receiveAtStore: onFulfillmentOrder((fulfillmentOrderId, { oneIn, below }) => ({
    fulfillmentOrderId,
    received: paperSkus.map((sku) => ({ sku, quantity: oneIn(3) ? below(4) : 9 })),
  })),
  giveUp: onFulfillmentOrder((fulfillmentOrderId, c) => ({
    fulfillmentOrderId,
    reason: c.reason,
    lines: c.oneIn(2) ? null : [lineOfFulfillmentOrder(c, fulfillmentOrderId)],
  })),
  setWaybill: onFulfillmentOrder((fulfillmentOrderId, { amount, oneIn }) => ({
    fulfillmentOrderId,
    carrier: 'other',
    trackingNumber: oneIn(2) ? null : `typed ${amount}`,
  })),
  voidWaybill: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  readPickupCode: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  confirmReceipt: () => ({}),
  redeem: onFulfillmentOrder((fulfillmentOrderId, { order, oneIn }) => ({
    fulfillmentOrderId,
    proof: oneIn(7)
      ? `right ${order.pickupCodes.filter((x) => x.fulfillmentOrderId === fulfillmentOrderId).length}`
      : 'wrong',
  })),
  reissueCode: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  extendPickup: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  cancel: (c) => ({
    kind: c.oneIn(3) ? 'NOTICE' : 'REQUEST',
    lines: c.oneIn(4) ? null : [someLine(c)],
    reason: 'x',
  }),
  agreeIntercept: onCancellation((cancellationId) => ({ cancellationId })),
  refuseIntercept: onCancellation((cancellationId, { oneIn }) => ({
    cancellationId,
    carrier: null,
    trackingNumber: oneIn(2) ? null : 'gone',
  })),
  placeHold: ({ walk, which, oneIn }) => ({
    key: pick(['K0', 'K1'], which) ?? 'K0',
    reason: 'x',
    ...(oneIn(2)
      ? { dueAt: null, dueAction: null }
      : { dueAt: walk.paper.at + 5000, dueAction: oneIn(3) ? 'RELEASE' : 'CANCEL' }),
  }),
  release: ({ order, which, oneIn }) => ({
    key: oneIn(5) ? 'UNKNOWN' : (pick(order.holds, which)?.key ?? 'K0'),
    note: null,
  }),
  route: ({ which, oneIn }) => ({
    locationId: oneIn(2) ? null : pick(['a', 'b', 'c'], which),
    profileVersion: null,
  }),
  reassign: onOffer((offerId, { amount }) => ({ offerId, locationId: pick(['a', 'b', 'c'], amount) })),
  revokeAccepted: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  withdrawForShortage: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId, sku: 'X' })),
  flagShortage: onFulfillmentOrder((fulfillmentOrderId) => ({ fulfillmentOrderId, sku: 'X' })),
  track: ({ walk, order, which, amount }) => {
    const w = pick(
      order.waybills.filter((x) => x.trackingNumber !== null),
      which,
    );
    return (
      w && {
        waybillId: w.id,
        event: pick(['PICKED_UP', 'DELIVERED', 'RETURNING', 'RETURNED', 'LOST'] as const, amount) ?? 'LOST',
        at: walk.paper.at,
      }
    );
  },
  recordPayment: ({ order, which, amount }) => {
    const p = pick(order.payments, which);
    return (
      p && {
        paymentId: p.id,
        status: pick(['AUTHORIZED', 'CAPTURED', 'FAILED', 'VOIDED'] as const, amount) ?? 'CAPTURED',
        reference: null,
      }
    );
  },
  choosePickup: ({ which, amount }) => ({
    choice: pick(['STORE', 'DELIVER', 'CANCEL', 'WAIT'] as const, amount) ?? 'CANCEL',
    locationId: pick(['a', 'b', 'c', 'a', null], which),
  }),
  amendOrder: ({ walk, oneIn }) => ({
    destination: null,
    addressComplete: null,
    shipByAt: oneIn(2) ? null : walk.paper.at + 100_000,
  }),
  refund: ({ order, which, amount }) => {
    const p = pick(order.payments, which);
    return p && { paymentId: p.id, amountMinor: 1 + amount * 7, reason: 'kind' };
  },
  retryRefund: onRefund((refundId) => ({ refundId })),
  markRefundedExternally: onRefund((refundId) => ({ refundId, reference: 'bank' })),
  resolve: ({ order, which, amount, below }) => {
    const a = pick(order.attentions, which);
    return (
      a && {
        attentionId: a.id,
        action: below(7) === 6 ? 'DANCE' : (pick(attentionActions[a.reason], amount) ?? ''),
        note: null,
      }
    );
  },
  deadlinePassed: ({ walk, which }) => {
    const t = pick(walk.timers, which);
    return t && { kind: t.kind, subjectId: t.subjectId };
  },
  quarantine: () => ({ detail: 'a rule broke' }),
  workflowRestarted: ({ oneIn }) => ({ restarts: oneIn(5) ? 3 : 1 }),
  waybillCreated: onWaybill((waybillId) => ({ waybillId, trackingNumber: `T${waybillId}` })),
  waybillFailed: onWaybill((waybillId) => ({ waybillId, detail: 'no' })),
  waybillVoided: onWaybill((waybillId, { oneIn }) => ({ waybillId, withCarrier: oneIn(3) })),
  paymentVoided: ({ order, which }) => {
    const p = pick(order.payments, which);
    return p && { paymentId: p.id };
  },
  refundPaid: onRefund((refundId) => ({ refundId, reference: 'r' })),
  refundRefused: onRefund((refundId) => ({ refundId, detail: 'no' })),
  refundOverdue: onRefund((refundId) => ({ refundId })),
};
export const messageNames = Object.keys(makers) as MessageName[];

function makeMessage(walk: Walk, { name, which, amount }: Omit<Step, 'likely'>): SentMessage | null {
  const { order } = walk.paper;
  const body = (makers[name] as Maker<MessageName>)({
    walk,
    order,
    which,
    amount,
    oneIn: (cases) => amount % cases === 0,
    below: (limit) => amount % limit,
    quantity: 1 + (amount % 3),
    reason: pick(reasons, amount) ?? 'OTHER',
  });
  return body && ({ name, body } as SentMessage);
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** Disruptive messages come only from unlikely steps; otherwise walks would consist of them. */
const disruptive = new Set<MessageName>([
  'prepare',
  'placeHold',
  'quarantine',
  'workflowRestarted',
  'flagShortage',
  'withdrawForShortage',
  'reassign',
  'refundOverdue',
  'amendOrder',
  'refund',
  'reject',
  'giveUp',
  'setWaybill',
  'voidWaybill',
]);
/** Messages that lead far get a higher weight. */
const weights: Partial<Record<MessageName, number>> = {
  redeem: 8,
  ship: 3,
  receiveAtStore: 2,
  agreeIntercept: 3,
  refuseIntercept: 3,
  track: 3,
  waybillVoided: 3,
  release: 3,
};
/** A message that changes the order, as far as the model can tell. */
function likelyMessage(walk: Walk, { which, amount }: Step): SentMessage | null {
  const { order } = walk.paper;
  const [effect] = order.effects;
  const idle = (message: SentMessage): boolean =>
    ('waybillId' in message.body && message.name !== 'track' && message.body.waybillId !== effect?.id) ||
    ('refundId' in message.body && message.name.startsWith('refund') && message.body.refundId !== effect?.id) ||
    (message.name === 'paymentVoided' && effect?.kind !== 'VOID_PAYMENT');
  const options = messageNames
    .filter((name) => !disruptive.has(name))
    .flatMap((name) => {
      const message = makeMessage(walk, { name, which, amount });
      return message &&
        !idle(message) &&
        verdictOn(walk.model, message, openAttentionOf(order, message)?.reason ?? null) === 'TAKEN'
        ? Array.from({ length: weights[name] ?? 1 }, () => message)
        : [];
    });
  return pick(options, which + amount);
}

const openAttentionOf = (order: Order, message: SentMessage): Attention | null =>
  message.name === 'resolve'
    ? (order.attentions.find((a) => a.id === message.body.attentionId && a.resolvedAt === null) ?? null)
    : null;

/** Takes a step. Nothing is sent where the order has no such part, and no rule breaks in a closed order. */
export function step(walk: Walk, chance: Step): void {
  const message = (chance.likely ? likelyMessage(walk, chance) : null) ?? makeMessage(walk, chance);
  if (!message || (message.name === 'quarantine' && walk.model.closed)) return;
  if (message.name === 'deadlinePassed' && chance.amount % 3 !== 0)
    walk.paper.at = Math.max(
      walk.paper.at,
      walk.timers.find((t) => t.kind === message.body.kind && t.subjectId === message.body.subjectId)?.dueAt ?? 0,
    );
  send(walk, message);
}

/** Sends the message to the rules and to the model; throws with the whole script when they differ. */
export function send(walk: Walk, message: SentMessage): void {
  const { paper, model } = walk;
  const before = paper.order;
  model.now = paper.at;
  const about = openAttentionOf(before, message);
  const verdict = verdictOn(model, message, about?.reason ?? null);
  walk.script.push(
    `${message.name} ${JSON.stringify(message.body)}${message.name === 'deadlinePassed' ? ` at ${paper.at}` : ''}`,
  );
  const found = sendToRules(walk, message);
  walk.script.push(`   → ${found.verdict}`);
  // for a closed order two codes are right
  const whyIsOpen = model.closed && verdict !== 'TAKEN' && found.verdict !== 'TAKEN';
  if (found.verdict !== verdict && !whyIsOpen) fail(walk, `the model says ${verdict}, the rules say ${found.verdict}`);
  if (verdict === 'TAKEN') {
    const answer = applyMessage(model, message, about && { reason: about.reason, subjectId: about.subjectId });
    if (answer !== undefined && differs(comparable(message, answer), comparable(message, found.answer)))
      fail(walk, `the model answers ${JSON.stringify(answer)}, the rules ${JSON.stringify(found.answer)}`);
    const objections = takeOverRouting(model, paper.order);
    if (objections.length > 0) fail(walk, objections.join('; '));
    deriveState(model);
    checkMoves(walk, before);
  }
  const [mine, theirs] = [snapshotOf(model), snapshotOfOrder(paper.order, paper.shelves)];
  const fields = (Object.keys(mine) as (keyof typeof mine)[]).filter((field) => differs(mine[field], theirs[field]));
  if (fields.length > 0)
    fail(
      walk,
      fields
        .map(
          (field) =>
            `${field}:\n   the model ${JSON.stringify(mine[field])}\n   the rules ${JSON.stringify(theirs[field])}`,
        )
        .join('\n'),
    );
  const broken = violations(paper);
  if (broken.length > 0) fail(walk, broken.join('; '));
  for (const w of paper.order.waits)
    if (
      w.dueAt !== null &&
      !walk.timers.some((t) => t.kind === w.kind && t.subjectId === w.subjectId && t.dueAt === w.dueAt)
    )
      walk.timers.unshift({ kind: w.kind, subjectId: w.subjectId, dueAt: w.dueAt });
}

function sendToRules(walk: Walk, message: SentMessage): { verdict: Verdict; answer: unknown } {
  try {
    const { refusal, answer } = say(walk.paper, message.name, message.body as never);
    return { verdict: refusal?.code ?? 'TAKEN', answer };
  } catch (error) {
    return fail(walk, `a rule broke: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}
export function fail(walk: Walk, why: string): never {
  throw new Error(`${why}\nThe script:\n${walk.script.join('\n')}`);
}

/** Cancelled quantities are listed per place; the model only knows the totals per outcome. */
function comparable({ name }: SentMessage, answer: unknown): unknown {
  if (name !== 'cancel' || Array.isArray(answer))
    return Array.isArray(answer) ? answer.toSorted((a: string, b: string) => (a < b ? -1 : 1)) : answer;
  const became = new Map<string, number>();
  for (const o of (answer as { outcomes: { lineId: string; became: string; quantity: number }[] }).outcomes)
    became.set(`${o.lineId} ${o.became}`, (became.get(`${o.lineId} ${o.became}`) ?? 0) + o.quantity);
  return [...became].map(([key, quantity]) => key.replace(' ', ` ${quantity} `)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** Checks that every changed state has moved along its table, with a timeline entry. */
function checkMoves(walk: Walk, before: Order): void {
  const [was, is] = [statesOf(before), statesOf(walk.paper.order)];
  for (const { machine, subjectId, from, to } of walk.paper.changes.at(-1)?.timeline ?? []) {
    if (machine === 'NOTE' || machine === 'ORDER') continue;
    const key = `${machine} ${subjectId}`;
    if ((was.get(key) ?? null) !== from) fail(walk, `${key} was ${was.get(key)}, the timeline says ${from}`);
    if (from !== null) checkMove(walk, { machine, from, to, key });
    was.set(key, to);
  }
  for (const [key, to] of is) {
    const [machine = ''] = key.split(' ');
    const from = was.get(key);
    if (machine === 'RESERVATION' && from !== undefined && from !== to) checkMove(walk, { machine, from, to, key });
    else if (machine !== 'RESERVATION' && from !== to) fail(walk, `${key} is ${to}, the timeline says ${from}`);
  }
}
function checkMove(
  walk: Walk,
  { machine, from, to, key }: { machine: Machine; from: string; to: string; key: string },
): void {
  if (!(machines[machine] as Record<string, readonly string[]>)[from]?.includes(to))
    fail(walk, `${key}: ${from} → ${to} is not in its table`);
  walk.reached.add(`${machine} ${from} → ${to}`);
}
const statesOf = (order: Order): Map<string, string> =>
  new Map([
    ...order.fulfillmentOrders.map((x) => [`FULFILLMENT_ORDER ${x.id}`, x.status] as const),
    ...order.offers.map((x) => [`OFFER ${x.id}`, x.status] as const),
    ...order.cancellations.map((x) => [`CANCELLATION ${x.id}`, x.status] as const),
    ...order.fulfillmentLines.map((x) => [`RESERVATION ${x.id}`, x.reservation] as const),
    ...order.pickupCodes.map((x) => [`PICKUP_CODE ${x.id}`, x.status] as const),
    ...order.payments.map((x) => [`PAYMENT ${x.id}`, x.status] as const),
    ...order.refunds.map((x) => [`REFUND ${x.id}`, x.status] as const),
    ...order.waybills.map((x) => [`WAYBILL ${x.id}`, x.status] as const),
  ]);
