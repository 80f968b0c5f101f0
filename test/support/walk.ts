// Random walks: anything that anybody may say next to an order, said to the rules and to the model.
import type { MessageName, Messages } from '../../domain/order/messages.ts';
import type { Attention, Order } from '../../domain/order/order.ts';
import { machines, type Machine } from '../../domain/order/states.ts';
import { openModel, type Model, type Said } from './model/order-model.ts';
import { take } from './model/outcomes.ts';
import { takeOverRouting } from './model/routing.ts';
import { sheetOf, sheetOfOrder, tidyUp } from './model/sheet.ts';
import { judge, ways, type Verdict } from './model/verdicts.ts';
import { violations } from './paper-invariants.ts';
import { paperSkus, say, type Paper } from './paper-order.ts';

/**
 * One step: likely ones are chosen among the messages that would be taken now, so that walks get far; `which` and
 * `amount` choose the rest.
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
interface Chance {
  walk: Walk;
  order: Order;
  which: number;
  amount: number;
  quantity: number;
  reason: (typeof reasons)[number];
}
type Maker<N extends MessageName> = (chance: Chance) => Messages[N] | null;

const onPart =
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
const onStop =
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
const onLabel =
  (make: (waybillId: string, chance: Chance) => unknown) =>
  (c: Chance): never => {
    const w = pick(c.order.waybills, c.which);
    return (w && make(w.id, c)) as never;
  };
const someLine = (c: Chance): { lineId: string; quantity: number } => ({
  lineId: pick(c.order.lines, c.which)?.id ?? 'L1',
  quantity: c.quantity,
});
const lineOfPart = (c: Chance, id: string): { lineId: string; quantity: number } => ({
  lineId:
    pick(
      c.order.fulfillmentLines.filter((r) => r.fulfillmentOrderId === id),
      c.amount,
    )?.lineId ?? 'L9',
  quantity: c.quantity,
});

/**
 * How each message is made up: a message without a line here does not compile. Ids are real ones of any age, so that
 * much of it is refused.
 */
const makers: { [N in MessageName]: Maker<N> } = {
  prepare: () => ({}),
  accept: onOffer((offerId, c) => ({
    offerId,
    refused: c.amount % 3 === 0 ? [{ ...lineOfPart(c, offerId.replace('o', 'f')), reason: c.reason }] : [],
  })),
  reject: onOffer((offerId, c) => ({ offerId, reason: c.reason, note: null })),
  markReady: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  ship: onPart((fulfillmentOrderId, { amount }) => ({
    fulfillmentOrderId,
    carrier: null,
    trackingNumber: amount % 3 === 0 ? `handed over as ${amount}` : null,
  })),
  receiveAtStore: onPart((fulfillmentOrderId, { amount }) => ({
    fulfillmentOrderId,
    received: paperSkus.map((sku) => ({ sku, quantity: amount % 3 === 0 ? amount % 4 : 9 })),
  })),
  giveUp: onPart((fulfillmentOrderId, c) => ({
    fulfillmentOrderId,
    reason: c.reason,
    lines: c.amount % 2 ? [lineOfPart(c, fulfillmentOrderId)] : null,
  })),
  setWaybill: onPart((fulfillmentOrderId, { amount }) => ({
    fulfillmentOrderId,
    carrier: 'other',
    trackingNumber: amount % 2 ? `typed ${amount}` : null,
  })),
  voidWaybill: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  readPickupCode: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  confirmReceipt: () => ({}),
  redeem: onPart((fulfillmentOrderId, { order, amount }) => ({
    fulfillmentOrderId,
    proof:
      amount % 7 === 0
        ? `right ${order.pickupCodes.filter((x) => x.fulfillmentOrderId === fulfillmentOrderId).length}`
        : 'wrong',
  })),
  reissueCode: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  extendPickup: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  cancel: (c) => ({
    kind: c.amount % 3 ? 'REQUEST' : 'NOTICE',
    lines: c.amount % 4 ? [someLine(c)] : null,
    reason: 'x',
  }),
  agreeIntercept: onStop((cancellationId) => ({ cancellationId })),
  refuseIntercept: onStop((cancellationId, { amount }) => ({
    cancellationId,
    carrier: null,
    trackingNumber: amount % 2 ? 'gone' : null,
  })),
  placeHold: ({ walk, which, amount }) => ({
    key: `K${which % 2}`,
    reason: 'x',
    dueAt: amount % 2 ? walk.paper.at + 5000 : null,
    dueAction: amount % 2 ? (amount % 3 ? 'CANCEL' : 'RELEASE') : null,
  }),
  release: ({ order, which, amount }) => ({
    key: amount % 5 === 0 ? 'UNKNOWN' : (pick(order.holds, which)?.key ?? 'K0'),
    note: null,
  }),
  route: ({ which, amount }) => ({
    locationId: amount % 2 ? pick(['a', 'b', 'c'], which) : null,
    profileVersion: null,
  }),
  reassign: onOffer((offerId, { amount }) => ({ offerId, locationId: pick(['a', 'b', 'c'], amount) })),
  revokeAccepted: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId })),
  withdrawForShortage: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId, sku: 'X' })),
  flagShortage: onPart((fulfillmentOrderId) => ({ fulfillmentOrderId, sku: 'X' })),
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
    locationId: which % 5 === 4 ? null : pick(['a', 'b', 'c'], which),
  }),
  amendOrder: ({ walk, amount }) => ({
    destination: null,
    addressComplete: null,
    shipByAt: amount % 2 ? walk.paper.at + 100_000 : null,
  }),
  refund: ({ order, which, amount }) => {
    const p = pick(order.payments, which);
    return p && { paymentId: p.id, amountMinor: 1 + amount * 7, reason: 'kind' };
  },
  retryRefund: onRefund((refundId) => ({ refundId })),
  markRefundedExternally: onRefund((refundId) => ({ refundId, reference: 'bank' })),
  resolve: ({ order, which, amount }) => {
    const a = pick(order.attentions, which);
    return (
      a && { attentionId: a.id, action: amount % 7 === 6 ? 'DANCE' : (pick(ways[a.reason], amount) ?? ''), note: null }
    );
  },
  deadlinePassed: ({ walk, which }) => {
    const t = pick(walk.timers, which);
    return t && { kind: t.kind, subjectId: t.subjectId };
  },
  quarantine: () => ({ detail: 'a rule broke' }),
  waybillCreated: onLabel((waybillId) => ({ waybillId, trackingNumber: `T${waybillId}` })),
  waybillFailed: onLabel((waybillId) => ({ waybillId, detail: 'no' })),
  waybillVoided: onLabel((waybillId, { amount }) => ({ waybillId, withCarrier: amount % 3 === 0 })),
  paymentVoided: ({ order, which }) => {
    const p = pick(order.payments, which);
    return p && { paymentId: p.id };
  },
  refundPaid: onRefund((refundId) => ({ refundId, reference: 'r' })),
  refundRefused: onRefund((refundId) => ({ refundId, detail: 'no' })),
  refundOverdue: onRefund((refundId) => ({ refundId })),
};
export const messageNames = Object.keys(makers) as MessageName[];

function made(walk: Walk, { name, which, amount }: Omit<Step, 'likely'>): Said | null {
  const { order } = walk.paper;
  const body = (makers[name] as Maker<MessageName>)({
    walk,
    order,
    which,
    amount,
    quantity: 1 + (amount % 3),
    reason: pick(reasons, amount) ?? 'OTHER',
  });
  return body && ({ name, body } as Said);
}

const differs = (a: unknown, b: unknown): boolean => JSON.stringify(a) !== JSON.stringify(b);

/** What disturbs is said by chance only: else walks would consist of it. */
const disturbing = new Set<MessageName>([
  'prepare',
  'placeHold',
  'quarantine',
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
/** What leads far is said more often than its turn. */
const often: Partial<Record<MessageName, number>> = {
  redeem: 8,
  ship: 3,
  receiveAtStore: 2,
  agreeIntercept: 3,
  refuseIntercept: 3,
  track: 3,
  waybillVoided: 3,
  release: 3,
};
/** A message that changes something, as far as the sheet can tell. */
function likelyOf(walk: Walk, { which, amount }: Step): Said | null {
  const { order } = walk.paper;
  const [effect] = order.effects;
  const idle = (said: Said): boolean =>
    ('waybillId' in said.body && said.name !== 'track' && said.body.waybillId !== effect?.id) ||
    ('refundId' in said.body && said.name.startsWith('refund') && said.body.refundId !== effect?.id) ||
    (said.name === 'paymentVoided' && effect?.kind !== 'VOID_PAYMENT');
  const options = messageNames
    .filter((name) => !disturbing.has(name))
    .flatMap((name) => {
      const said = made(walk, { name, which, amount });
      return said && !idle(said) && judge(walk.model, said, aboutOf(order, said)?.reason ?? null) === 'TAKEN'
        ? Array.from({ length: often[name] ?? 1 }, () => said)
        : [];
    });
  return pick(options, which + amount);
}

const aboutOf = (order: Order, said: Said): Attention | null =>
  said.name === 'resolve'
    ? (order.attentions.find((a) => a.id === said.body.attentionId && a.resolvedAt === null) ?? null)
    : null;

/** Takes a step; nothing is said where there is nobody to say it to, and nothing breaks in an order that is over. */
export function step(walk: Walk, chance: Step): void {
  const said = (chance.likely ? likelyOf(walk, chance) : null) ?? made(walk, chance);
  if (!said || (said.name === 'quarantine' && walk.model.closed)) return;
  if (said.name === 'deadlinePassed' && chance.amount % 3 !== 0)
    walk.paper.at = Math.max(
      walk.paper.at,
      walk.timers.find((t) => t.kind === said.body.kind && t.subjectId === said.body.subjectId)?.dueAt ?? 0,
    );
  tell(walk, said);
}

/** Says it to the rules and to the model; throws with the whole script when they differ. */
export function tell(walk: Walk, said: Said): void {
  const { paper, model } = walk;
  const before = paper.order;
  model.now = paper.at;
  const about = aboutOf(before, said);
  const verdict = judge(model, said, about?.reason ?? null);
  walk.script.push(
    `${said.name} ${JSON.stringify(said.body)}${said.name === 'deadlinePassed' ? ` at ${paper.at}` : ''}`,
  );
  const found = heard(walk, said);
  walk.script.push(`   → ${found.verdict}`);
  // after the end there are two good reasons
  const whyIsOpen = model.closed && verdict !== 'TAKEN' && found.verdict !== 'TAKEN';
  if (found.verdict !== verdict && !whyIsOpen) fail(walk, `the sheet says ${verdict}, the rules say ${found.verdict}`);
  if (verdict === 'TAKEN') {
    const answer = take(model, said, about && { reason: about.reason, subject: about.subjectId });
    if (answer !== undefined && differs(plain(said, answer), plain(said, found.answer)))
      fail(walk, `the sheet answers ${JSON.stringify(answer)}, the rules ${JSON.stringify(found.answer)}`);
    const objections = takeOverRouting(model, paper.order);
    if (objections.length > 0) fail(walk, objections.join('; '));
    tidyUp(model);
    checkMoves(walk, before);
  }
  const [mine, theirs] = [sheetOf(model), sheetOfOrder(paper.order, paper.shelves)];
  const fields = (Object.keys(mine) as (keyof typeof mine)[]).filter((field) => differs(mine[field], theirs[field]));
  if (fields.length > 0)
    fail(
      walk,
      fields
        .map(
          (field) =>
            `${field}:\n   the sheet ${JSON.stringify(mine[field])}\n   the rules ${JSON.stringify(theirs[field])}`,
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

function heard(walk: Walk, said: Said): { verdict: Verdict; answer: unknown } {
  try {
    const { refusal, answer } = say(walk.paper, said.name, said.body as never);
    return { verdict: refusal?.code ?? 'TAKEN', answer };
  } catch (error) {
    return fail(walk, `a rule broke: ${error instanceof Error ? error.message : 'unknown'}`);
  }
}
export function fail(walk: Walk, why: string): never {
  throw new Error(`${why}\nThe script:\n${walk.script.join('\n')}`);
}

/** Cancelled quantities are told per place; the sheet only knows how many became what. */
function plain({ name }: Said, answer: unknown): unknown {
  if (name !== 'cancel' || Array.isArray(answer))
    return Array.isArray(answer) ? answer.toSorted((a: string, b: string) => (a < b ? -1 : 1)) : answer;
  const became = new Map<string, number>();
  for (const o of (answer as { outcomes: { lineId: string; became: string; quantity: number }[] }).outcomes)
    became.set(`${o.lineId} ${o.became}`, (became.get(`${o.lineId} ${o.became}`) ?? 0) + o.quantity);
  return [...became].map(([key, quantity]) => key.replace(' ', ` ${quantity} `)).toSorted((a, b) => (a < b ? -1 : 1));
}

/** Every state that changed has moved along its table, and said so in the timeline. */
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
