// The state tables, walked pair by pair, and the order's status, line by line, compared with the specification written
// out here.
import { describe, expect, test } from '@jest/globals';
import {
  canMove,
  isBeforeHandOver,
  isFinal,
  machines,
  orderStatuses,
  type FulfillmentStatus,
  type Machine,
} from '../../../domain/order/states.ts';

/** `A → B | C` per line and machine; a state without a line is final. */
const spec: Record<Machine, string> = {
  // goods for a pickup from another location are IN_TRANSIT, then ARRIVED
  FULFILLMENT_ORDER: `
    OPEN → IN_PROGRESS | CANCELLED | REROUTED
    IN_PROGRESS → READY_FOR_PICKUP | IN_TRANSIT | SHIPPED | CANCELLED | REROUTED
    IN_TRANSIT → ARRIVED | CANCELLED | REROUTED
    ARRIVED → READY_FOR_PICKUP | CANCELLED | REROUTED
    READY_FOR_PICKUP → COLLECTED | CANCELLED | REROUTED
    SHIPPED → DELIVERED | RETURNING | LOST
    RETURNING → RETURNED | LOST
    LOST → DELIVERED | RETURNED | WRITTEN_OFF`,
  OFFER: `
    OFFERED → ACCEPTED | REJECTED | EXPIRED | WITHDRAWN
    ACCEPTED → GIVEN_UP`,
  CANCELLATION: 'REQUESTED → AGREED | REFUSED | UNANSWERED | WITHDRAWN',
  RESERVATION: 'HELD → COMMITTED | RELEASED',
  // a locked code is re-issued (the old one is revoked) or ends with its FO
  PICKUP_CODE: `
    ACTIVE → REDEEMED | LOCKED | EXPIRED | REVOKED
    LOCKED → REVOKED | EXPIRED`,
  // PENDING may be captured at once, as by most tenders; cash that will not come is voided
  PAYMENT: `
    PENDING → AUTHORIZED | CAPTURED | FAILED | VOIDED
    AUTHORIZED → CAPTURED | FAILED | VOIDED
    ON_DELIVERY → CAPTURED | VOIDED`,
  REFUND: `
    REQUESTED → SUCCEEDED | FAILED
    FAILED → REQUESTED | SETTLED_OUTSIDE`,
  // a label is requested, created or refused, voided at the carrier before it is dropped, or has left
  WAYBILL: `
    REQUESTED → CREATED | FAILED | VOIDED
    CREATED → VOIDING | HANDED_OVER
    VOIDING → VOIDED | HANDED_OVER
    FAILED → VOIDED`,
};
const endings: Record<Machine, string[]> = {
  FULFILLMENT_ORDER: ['DELIVERED', 'COLLECTED', 'RETURNED', 'WRITTEN_OFF', 'CANCELLED', 'REROUTED'],
  OFFER: ['REJECTED', 'EXPIRED', 'WITHDRAWN', 'GIVEN_UP'],
  CANCELLATION: ['AGREED', 'REFUSED', 'UNANSWERED', 'WITHDRAWN'],
  RESERVATION: ['COMMITTED', 'RELEASED'],
  PICKUP_CODE: ['REDEEMED', 'EXPIRED', 'REVOKED'],
  PAYMENT: ['CAPTURED', 'FAILED', 'VOIDED'],
  REFUND: ['SUCCEEDED', 'SETTLED_OUTSIDE'],
  WAYBILL: ['HANDED_OVER', 'VOIDED'],
};

const allowedBy = (machine: Machine): Map<string, string[]> =>
  new Map(
    spec[machine]
      .trim()
      .split('\n')
      .map((line) => line.trim().split(' → '))
      .map(([from = '', to = '']) => [from, to.split(' | ')]),
  );

test('every machine is in the specification and no other', () => {
  expect(Object.keys(machines).toSorted()).toEqual(Object.keys(spec).toSorted());
});

describe.each(Object.keys(spec) as Machine[])('%s', (machine) => {
  const allowed = allowedBy(machine);
  const states = Object.keys(machines[machine]);

  test('has the states of the specification', () => {
    expect(new Set(states)).toEqual(new Set([...allowed.keys(), ...[...allowed.values()].flat()]));
  });
  test.each(
    states.flatMap((from) => states.map((to) => [from, to, allowed.get(from)?.includes(to) ?? false] as const)),
  )('%s → %s: %s', (from, to, may) => {
    expect(canMove(machine, from, to)).toBe(may);
  });
  test('ends where the specification says: from there nothing moves', () => {
    expect(states.filter((from) => states.every((to) => !canMove(machine, from, to))).toSorted()).toEqual(
      endings[machine].toSorted(),
    );
  });
  test('knows no state from elsewhere', () => {
    for (const state of states)
      expect([canMove(machine, state, 'NOWHERE'), canMove(machine, 'NOWHERE', state)]).toEqual([false, false]);
  });
});

test('a fulfillment order is final exactly where its table ends, in the store exactly until its goods may go', () => {
  const states = Object.keys(machines.FULFILLMENT_ORDER) as FulfillmentStatus[];
  expect(states.filter(isFinal).toSorted()).toEqual(endings.FULFILLMENT_ORDER.toSorted());
  expect(states.filter(isBeforeHandOver)).toEqual(['OPEN', 'IN_PROGRESS', 'IN_TRANSIT', 'ARRIVED', 'READY_FOR_PICKUP']);
});

test('the order has these statuses', () => {
  expect([...orderStatuses].toSorted()).toEqual([
    'AWAITING_ACCEPTANCE',
    'AWAITING_BUYER',
    'CANCELLED',
    'CANCELLING',
    'COMPLETED',
    'FULFILLED',
    'IN_FULFILLMENT',
    'NEEDS_ATTENTION',
    'ON_HOLD',
    'PARTIALLY_FULFILLED',
    'RECEIVED',
    'ROUTING',
  ]);
});
