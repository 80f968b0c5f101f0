// Any sequence of messages, sensible or not, leaves an order that adds up; and every order can be brought to an end.
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { actions } from '../../domain/rules/people.ts';
import type { Order } from '../../domain/order.ts';
import { violations } from '../support/paper-invariants.ts';
import { intakeOf, paperOrder, say, type Paper } from '../support/paper-order.ts';

type Step = [kind: number, which: number, amount: number];
const pick = <T>(rows: T[], n: number): T | undefined => rows[n % Math.max(1, rows.length)];
const reasons = ['OUT_OF_STOCK', 'QUANTITY_MISMATCH', 'DAMAGED', 'TOO_BUSY', 'OTHER'] as const;

/** One thing that somebody might say next; ids are real ones of any age, so that much of it is refused. */
function take(paper: Paper, [kind, which, amount]: Step): void {
  const { order } = paper;
  const fo = pick(order.fulfillmentOrders, which);
  const offer = pick(order.offers, which);
  const row = pick(order.fulfillmentLines, which);
  const line = pick(order.lines, which);
  const reason = reasons[amount % reasons.length] ?? 'OTHER';
  const quantity = 1 + (amount % 3);
  const steps: (() => void)[] = [
    () => offer && say(paper, 'accept', { offerId: offer.id, refused: [] }),
    () => offer && row && say(paper, 'accept', { offerId: offer.id, refused: [{ lineId: row.lineId, quantity, reason }] }),
    () => offer && say(paper, 'reject', { offerId: offer.id, reason, note: null }),
    () => fo && say(paper, 'ready', { fulfillmentOrderId: fo.id }),
    () => fo && say(paper, 'ship', { fulfillmentOrderId: fo.id, carrier: null, trackingNumber: amount % 2 ? 'typed' : null }),
    () => fo && say(paper, 'giveUp', { fulfillmentOrderId: fo.id, reason, lines: amount % 2 && row ? [{ lineId: row.lineId, quantity }] : null }),
    () => fo && say(paper, 'redeem', { fulfillmentOrderId: fo.id, proof: amount % 2 ? `right ${order.pickupCodes.filter((c) => c.fulfillmentOrderId === fo.id).length}` : 'wrong' }),
    () => fo && say(paper, 'reissueCode', { fulfillmentOrderId: fo.id }),
    () => say(paper, 'cancel', { kind: amount % 2 ? 'REQUEST' : 'NOTICE', lines: amount % 3 && line ? [{ lineId: line.id, quantity }] : null, reason: 'x' }),
    () => { const c = pick(order.cancellations, which); if (c) say(paper, 'agreeIntercept', { cancellationId: c.id }); },
    () => { const c = pick(order.cancellations, which); if (c) say(paper, 'refuseIntercept', { cancellationId: c.id, carrier: null, trackingNumber: 'gone' }); },
    () => say(paper, 'hold', { key: `K${which % 2}`, reason: 'x', dueAt: amount % 2 ? paper.at + 5000 : null, dueAction: amount % 3 ? 'CANCEL' : 'RELEASE' }),
    () => say(paper, 'release', { key: `K${which % 2}`, note: null }),
    () => say(paper, 'route', { locationId: amount % 2 ? 'b' : null, profileVersion: null }),
    () => offer && say(paper, 'reassign', { offerId: offer.id, locationId: 'c' }),
    () => { const w = pick(order.waybills, which); if (w) say(paper, 'track', { waybillId: w.id, event: (['PICKED_UP', 'DELIVERED', 'RETURNING', 'RETURNED', 'LOST'] as const)[amount % 5] ?? 'LOST', at: paper.at }); },
    () => fo && say(paper, 'voidWaybill', { fulfillmentOrderId: fo.id }),
    () => fo && say(paper, 'setWaybill', { fulfillmentOrderId: fo.id, carrier: 'other', trackingNumber: amount % 2 ? 'typed' : null }),
    () => say(paper, 'choosePickup', { choice: (['STORE', 'DELIVER', 'CANCEL'] as const)[amount % 3] ?? 'CANCEL', locationId: 'b' }),
    () => { resolveOne(paper, which, amount); },
    () => { runEffect(paper, amount); },
    () => { runEffect(paper, amount); },
    () => { wait(paper); },
    () => fo && say(paper, 'withdrawShort', { fulfillmentOrderId: fo.id, sku: 'X' }),
    () => fo && say(paper, 'takeAway', { fulfillmentOrderId: fo.id }),
    () => { const p = pick(order.payments, which); if (p) say(paper, 'refund', { paymentId: p.id, amountMinor: 1 + amount, reason: 'kind' }); },
  ];
  steps[kind % steps.length]?.();
}

function resolveOne(paper: Paper, which: number, amount: number): void {
  const a = pick(paper.order.attentions.filter((x) => x.resolvedAt === null), which);
  if (a) say(paper, 'resolve', { attentionId: a.id, action: pick(Object.keys(actions[a.reason]), amount) ?? '', note: null });
}

function runEffect(paper: Paper, amount: number): void {
  const [effect] = paper.order.effects;
  const fails = amount % 4 === 0;
  if (effect?.kind === 'CREATE_WAYBILL' && !fails) say(paper, 'waybillCreated', { waybillId: effect.id, trackingNumber: `T${effect.id}` });
  if (effect?.kind === 'CREATE_WAYBILL' && fails) say(paper, 'waybillFailed', { waybillId: effect.id, detail: 'no' });
  if (effect?.kind === 'VOID_WAYBILL') say(paper, 'waybillVoided', { waybillId: effect.id, withCarrier: fails });
  if (effect?.kind === 'PAY_REFUND' && !fails) say(paper, 'refundPaid', { refundId: effect.id, reference: 'r' });
  if (effect?.kind === 'PAY_REFUND' && fails) say(paper, 'refundRefused', { refundId: effect.id, detail: 'no' });
}

/** Time passes until the next wait is over. */
function wait(paper: Paper): void {
  const next = paper.order.waits.filter((w) => w.dueAt !== null).toSorted((a, b) => (a.dueAt ?? 0) - (b.dueAt ?? 0))[0];
  if (!next) return;
  paper.at = Math.max(paper.at, next.dueAt ?? 0);
  say(paper, 'due', { kind: next.kind, subjectId: next.subjectId });
}

/** Ends an order by what people and time would do in the end. */
function bringToAnEnd(paper: Paper): void {
  for (let i = 0; i < 200 && paper.order.closedAt === null; i++) {
    paper.order.messageCount = 0;
    const before = paper.order.version;
    for (const h of paper.order.holds.filter((x) => x.releasedAt === null)) say(paper, 'release', { key: h.key, note: null });
    runEffect(paper, 1);
    const refused = paper.order.refunds.find((r) => r.status === 'FAILED');
    if (refused) say(paper, 'settleOutside', { refundId: refused.id, reference: 'bank' });
    for (const a of paper.order.attentions.filter((x) => x.resolvedAt === null)) {
      const known = Object.keys(actions[a.reason]);
      say(paper, 'resolve', { attentionId: a.id, action: known.find((k) => k === 'CANCEL' || k === 'REFUND' || k === 'LOST') ?? known[0] ?? '', note: null });
    }
    if (paper.order.version === before) wait(paper);
    if (paper.order.version === before) say(paper, 'cancel', { kind: 'NOTICE', lines: null, reason: 'end' });
    for (const w of paper.order.waybills.filter((x) => x.status === 'HANDED_OVER')) say(paper, 'track', { waybillId: w.id, event: 'DELIVERED', at: paper.at });
    if (i > 100) for (const fo of paper.order.fulfillmentOrders.filter((f) => f.status === 'IN_PROGRESS')) say(paper, 'giveUp', { fulfillmentOrderId: fo.id, reason: 'OTHER', lines: null });
  }
}

const story = (order: Order): string => `${order.status} ${JSON.stringify({ waits: order.waits, effects: order.effects, lines: order.lines, fos: order.fulfillmentOrders.map((f) => `${f.id} ${f.status}`) })}`;
const walks = Number(process.env['WALKS'] ?? 1500);

test.each(['HOME_DELIVERY', 'STORE_PICKUP'] as const)('after every message of any walk a %s order adds up, and it can always be ended', (method) => {
  fc.assert(fc.property(
    fc.array(fc.tuple(fc.nat(25), fc.nat(6), fc.nat(30)), { maxLength: 40 }), fc.array(fc.record({ sku: fc.constantFrom('X', 'Y'), quantity: fc.integer({ min: 1, max: 5 }), unitPriceMinor: fc.integer({ min: 0, max: 999 }) }), { minLength: 1, maxLength: 3 }),
    fc.constantFrom('NEVER' as const, 'BY_LINE' as const, 'BY_QUANTITY' as const), fc.integer({ min: 0, max: 6 }),
    (steps, lines, split, stock) => {
      const paper = paperOrder(intakeOf(lines, { method, pickupLocationId: method === 'STORE_PICKUP' ? 'a' : null }), { split, stock });
      say(paper, 'prepare', {});
      for (const step of steps) {
        take(paper, step);
        expect(violations(paper)).toEqual([]);
      }
      bringToAnEnd(paper);
      expect(violations(paper)).toEqual([]);
      if (paper.order.closedAt === null) throw new Error(`does not end: ${story(paper.order)}`);
      const refunded = paper.order.refunds.reduce((sum, r) => sum + r.amountMinor, 0);
      if (paper.order.status === 'CANCELLED') expect(refunded).toBe(paper.order.payments.reduce((sum, p) => sum + p.capturedMinor, 0));
    }), { numRuns: walks });
});
