// What becomes of cancelled quantities, by where the goods are.
import { describe, expect, test } from '@jest/globals';
import { intakeOf } from '../../support/paper-intake.ts';
import { paperOrder, say } from '../../support/paper-order.ts';
import {
  accept,
  apart,
  eventsOf,
  fo,
  label,
  lastChange,
  line,
  notesOf,
  openAttentions,
  part,
  passes,
  pickupAtA,
  refusalOf,
  routed,
  shelfOf,
  ship,
  shipped,
} from '../../support/paper-stages.ts';

const ask = (lineId: string, quantity: number) => ({
  kind: 'REQUEST' as const,
  lines: [{ lineId, quantity }],
  reason: 'r',
});
const all = { kind: 'REQUEST' as const, lines: null, reason: 'r' };

describe('a return is asked for only when everything that was named has left', () => {
  const oneLeft = () => ship(label(accept(routed({ onHand: apart }))), 'f1');
  test('a line that has left is for a return', () => {
    expect(refusalOf(oneLeft(), 'cancel', ask('L1', 1))).toBe('USE_RETURN');
  });
  test('one that has not left is cancelled, alone or together with one that has', () => {
    expect(refusalOf(oneLeft(), 'cancel', ask('L2', 1))).toBeNull();
    expect(refusalOf(oneLeft(), 'cancel', all)).toBeNull();
    const both = { ...all, lines: [...ask('L1', 1).lines, ...ask('L2', 1).lines] };
    expect(refusalOf(oneLeft(), 'cancel', both)).toBeNull();
  });
  test('no line that the order does not have, and no more than it has', () => {
    expect(refusalOf(routed(), 'cancel', ask('L9', 1))).toBe('UNKNOWN_LINE');
    expect(refusalOf(routed(), 'cancel', ask('L1', 3))).toBe('QUANTITY_INVALID');
    expect(refusalOf(routed(), 'cancel', ask('L1', 2))).toBeNull();
  });
});

describe('gifts', () => {
  const withGift = () => {
    const paper = paperOrder(
      intakeOf([
        { sku: 'X', quantity: 2, unitPriceMinor: 900 },
        { sku: 'Y', quantity: 2, unitPriceMinor: 0, gift: true, giftForLineId: 'L1' },
      ]),
    );
    say(paper, 'prepare', {});
    return paper;
  };
  test('go with the paid units they belong to', () => {
    const paper = withGift();
    say(paper, 'cancel', ask('L1', 1));
    expect([line(paper, 'L1').cancelled, line(paper, 'L2').cancelled]).toEqual([1, 1]);
  });
  test('that the request names itself are cancelled as it says, and not a second time', () => {
    const paper = withGift();
    say(paper, 'cancel', { ...all, lines: [...ask('L1', 1).lines, ...ask('L2', 1).lines] });
    expect([line(paper, 'L1').cancelled, line(paper, 'L2').cancelled]).toEqual([1, 1]);
  });
});

describe('a location that works on a delivery is asked to stop', () => {
  const working = () => accept(routed());
  test('later requests add to the open one, up to what it has of the line', () => {
    const paper = working();
    for (let asked = 0; asked < 3; asked++) say(paper, 'cancel', ask('L1', 1));
    expect(paper.order.cancellations).toMatchObject([{ id: 'c1', lines: [{ lineId: 'L1', quantity: 2 }] }]);
    say(paper, 'cancel', ask('L2', 1));
    expect(paper.order.cancellations).toMatchObject([
      {
        lines: [
          { lineId: 'L1', quantity: 2 },
          { lineId: 'L2', quantity: 1 },
        ],
      },
    ]);
  });
  test('after its answer a new request is a new one', () => {
    const paper = working();
    say(paper, 'cancel', ask('L2', 1));
    say(paper, 'agreeIntercept', { cancellationId: 'c1' });
    say(paper, 'cancel', ask('L2', 1));
    expect(paper.order.cancellations.map(({ id, status }) => [id, status])).toEqual([
      ['c1', 'AGREED'],
      ['c2', 'REQUESTED'],
    ]);
  });
  test('each location for its own goods', () => {
    const paper = accept(routed({ onHand: apart }));
    say(paper, 'cancel', all);
    expect(paper.order.cancellations.map((one) => [one.fulfillmentOrderId, one.lines.map((l) => l.lineId)])).toEqual([
      ['f1', ['L1']],
      ['f2', ['L2']],
    ]);
  });
  test('while it has not answered it may not ship', () => {
    const paper = label(working());
    say(paper, 'cancel', ask('L1', 1));
    expect(refusalOf(paper, 'ship', { fulfillmentOrderId: 'f1', carrier: null, trackingNumber: null })).toBe(
      'CANCELLATION_PENDING',
    );
  });
});

describe('the answer of the location', () => {
  const stopped = () => {
    const paper = label(accept(routed()));
    say(paper, 'cancel', all);
    return paper;
  };
  test('that agrees costs it nothing; all its goods go back on the shelf and on sale', () => {
    const paper = stopped();
    say(paper, 'agreeIntercept', { cancellationId: 'c1' });
    expect(eventsOf(paper)).toEqual([]);
    expect(notesOf(paper)).toContain('PUT BACK');
    expect(fo(paper).status).toBe('CANCELLED');
    expect(shelfOf(paper, 'a/X')).toMatchObject({ onHand: 10, reserved: 0, inDoubt: 0 });
  });
  test('that refuses costs a little; what has left is shipped', () => {
    const paper = stopped();
    say(paper, 'refuseIntercept', { cancellationId: 'c1', carrier: null, trackingNumber: null });
    expect(eventsOf(paper)).toEqual(['a INTERCEPT_REFUSED']);
    expect([fo(paper).status, part(paper.order.waybills, 'w1').status]).toEqual(['SHIPPED', 'HANDED_OVER']);
  });
  test('that does not come costs more; the goods are in doubt until they are counted', () => {
    const paper = accept(routed());
    say(paper, 'cancel', all);
    passes(paper, part(paper.order.cancellations, 'c1').dueAt, 'INTERCEPT', 'c1');
    expect(eventsOf(paper)).toEqual(['a INTERCEPT_UNANSWERED']);
    expect(shelfOf(paper, 'a/X')).toMatchObject({ onHand: 8, reserved: 0, inDoubt: 2 });
  });
  test('is not taken for granted before its time, and not a second time', () => {
    const paper = accept(routed());
    say(paper, 'cancel', all);
    passes(paper, part(paper.order.cancellations, 'c1').dueAt - 1001, 'INTERCEPT', 'c1');
    expect(part(paper.order.cancellations, 'c1').status).toBe('REQUESTED');
    passes(paper, part(paper.order.cancellations, 'c1').dueAt, 'INTERCEPT', 'c1');
    passes(paper, paper.at + 1, 'INTERCEPT', 'c1');
    expect(part(paper.order.cancellations, 'c1').status).toBe('UNANSWERED');
  });
  test('when it does not come, a label is voided at the carrier first, whose word decides', () => {
    const paper = stopped();
    passes(paper, part(paper.order.cancellations, 'c1').dueAt, 'INTERCEPT', 'c1');
    expect(part(paper.order.waybills, 'w1').status).toBe('VOIDING');
    passes(paper, paper.at + 1000, 'INTERCEPT', 'c1');
    expect(part(paper.order.cancellations, 'c1').status).toBe('REQUESTED');
    say(paper, 'waybillVoided', { waybillId: 'w1', withCarrier: false });
    expect(part(paper.order.cancellations, 'c1').status).toBe('UNANSWERED');
  });
  test('that the parcel has left names its number, unless its own label has one', () => {
    const paper = accept(routed({ onHand: apart }));
    say(paper, 'waybillCreated', { waybillId: 'w1', trackingNumber: 'T1' });
    say(paper, 'cancel', all);
    const refuse = (cancellationId: string, trackingNumber: string | null = null) =>
      refusalOf(paper, 'refuseIntercept', { cancellationId, carrier: null, trackingNumber });
    expect([refuse('c2'), refuse('c9'), refuse('c1')]).toEqual(['WAYBILL_MISSING', 'UNKNOWN_PART', null]);
    expect(refuse('c2', 'typed')).toBeNull();
    expect(refuse('c2', 'typed')).toBe('CANCELLATION_CLOSED');
    expect(
      paper.order.waybills
        .filter((w) => w.status === 'HANDED_OVER')
        .map((w) => [w.fulfillmentOrderId, w.trackingNumber]),
    ).toEqual([
      ['f1', 'T1'],
      ['f2', 'typed'],
    ]);
  });
  test('comes from the carrier that has picked the parcel up: no second label is made', () => {
    const paper = stopped();
    say(paper, 'voidWaybill', { fulfillmentOrderId: 'f1' });
    say(paper, 'setWaybill', { fulfillmentOrderId: 'f1', carrier: 'other', trackingNumber: 'T2' });
    say(paper, 'track', { waybillId: 'w2', event: 'PICKED_UP', at: paper.at });
    expect(fo(paper).status).toBe('SHIPPED');
    expect(paper.order.waybills.map(({ id, status }) => [id, status])).toEqual([
      ['w1', 'VOIDING'],
      ['w2', 'HANDED_OVER'],
    ]);
  });
});

describe('a note on the shelf', () => {
  const cancelled = (paper: ReturnType<typeof routed>) => {
    say(paper, 'cancel', all);
    return lastChange(paper).timeline.find((one) => one.to === 'PUT BACK')?.detail ?? null;
  };
  test('is for goods that were taken from it', () => {
    expect(cancelled(accept(routed(pickupAtA)))).toBe('put the goods back on the shelf');
    expect(cancelled(routed())).toBeNull();
  });
  test('tells the store of a pickup that goods on their way will come', () => {
    const paper = ship(accept(routed({ ...pickupAtA, onHand: { 'b/X': 5, 'b/Y': 5 } })));
    expect(cancelled(paper)).toBe('the goods are on their way: receive them, and put them on the shelf');
  });
});

test('a notice about what has left already asks an operator, a notice about what has not asks nobody', () => {
  const gone = shipped();
  say(gone, 'cancel', { ...all, kind: 'NOTICE' });
  expect(openAttentions(gone)).toEqual(['CANCELLED_AFTER_SHIP']);
  const offered = routed();
  say(offered, 'cancel', { ...all, kind: 'NOTICE' });
  expect(openAttentions(offered)).toEqual([]);
});

test('units that were lost and cannot be sent again are refunded when the operator gives them up', () => {
  const paper = shipped();
  say(paper, 'track', { waybillId: 'w1', event: 'LOST', at: paper.at });
  for (const shelf of paper.shelves.values()) shelf.onHand = 0;
  say(paper, 'resolve', { attentionId: 'a1', action: 'RESHIP', note: null });
  expect(openAttentions(paper)).toEqual(['NO_CANDIDATE']);
  expect(line(paper).reshipDue).toBe(2);
  say(paper, 'resolve', { attentionId: 'a2', action: 'CANCEL', note: null });
  expect(line(paper)).toMatchObject({ reshipDue: 0, refundable: 2, cancelled: 0, fulfilled: 2 });
  expect(openAttentions(paper)).toEqual([]);
});
