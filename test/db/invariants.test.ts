import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { AcceptedOrder, CheckOptions, WorkflowLookup } from '../../db/invariants/check.ts';
import { checkInvariants, inspect } from '../../db/invariants/invariants.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { testRetailer } from '../support/retailer.ts';
import { startLives, type Lives } from '../support/paper-lives.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: MikroORM;
let lives: Lives;
const accepted: AcceptedOrder[] = [];

beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer());
  lives = startLives(orm);
  for (const order of [await delivered(), await collected(), await cancelled(), await offered(), await parked()])
    accepted.push({ channel: 'shop', number: order.number, hash: order.hash });
});
afterAll(() => orm.close());

/** Rejected by the nearest location, sent by the next, delivered; paid with money and points. */
async function delivered() {
  const order = await lives.place({
    number: 'delivered',
    lines: [
      ['SHIRT', 3],
      ['SHOE', 1],
    ],
    points: 700,
  });
  await lives.say(order, 'prepare', {});
  await lives.say(order, 'reject', { offerId: 'o1', reason: 'DAMAGED', note: null });
  await lives.say(order, 'accept', { offerId: 'o2', refused: [] });
  await lives.say(order, 'waybillCreated', { waybillId: 'w1', trackingNumber: 'SB1' });
  await lives.say(order, 'ship', { fulfillmentOrderId: 'f2', carrier: null, trackingNumber: null });
  await lives.say(order, 'track', { waybillId: 'w1', event: 'DELIVERED', at: Date.now() });
  return order;
}

async function collected() {
  const order = await lives.place({ number: 'collected', lines: [['SHIRT', 1]], pickupAt: 'near' });
  await lives.say(order, 'prepare', {});
  await lives.say(order, 'accept', { offerId: 'o1', refused: [] });
  await lives.say(order, 'markReady', { fulfillmentOrderId: 'f1' });
  await lives.say(order, 'redeem', { fulfillmentOrderId: 'f1', proof: 'wrong' });
  await lives.say(order, 'redeem', { fulfillmentOrderId: 'f1', proof: lives.proofOf(order, 'f1') });
  return order;
}

/** One unit before accept, the rest by an intercept; both refunds paid. */
async function cancelled() {
  const order = await lives.place({ number: 'cancelled', lines: [['SHIRT', 3]], points: 500 });
  await lives.say(order, 'prepare', {});
  await lives.say(order, 'cancel', { kind: 'REQUEST', lines: [{ lineId: 'L1', quantity: 1 }], reason: 'too many' });
  await lives.say(order, 'accept', { offerId: 'o1', refused: [] });
  await lives.say(order, 'waybillCreated', { waybillId: 'w1', trackingNumber: 'SB2' });
  await lives.say(order, 'cancel', { kind: 'REQUEST', lines: null, reason: 'no more' });
  await lives.say(order, 'agreeIntercept', { cancellationId: 'c1' });
  await lives.say(order, 'waybillVoided', { waybillId: 'w1', withCarrier: false });
  for (const refundId of ['r1', 'r2', 'r3', 'r4'])
    await lives.say(order, 'refundPaid', { refundId, reference: `paid ${refundId}` });
  return order;
}

async function offered() {
  const order = await lives.place({ number: 'offered', lines: [['SHOE', 2]] });
  await lives.say(order, 'prepare', {});
  return order;
}

/** No location has it: an operator must act. */
async function parked() {
  const order = await lives.place({ number: 'parked', lines: [['NOWHERE', 1]] });
  await lives.say(order, 'prepare', {});
  return order;
}

const orderOf = (number: string): string => `(select id from orders where channel_order_number = '${number}')`;

/** Breaks something, checks, and rolls back. */
async function seenAfter(statements: string[], options: CheckOptions = {}) {
  let seen: Awaited<ReturnType<typeof checkInvariants>> = [];
  await orm.em
    .fork()
    .transactional(async (em: EntityManager) => {
      for (const statement of statements) await em.execute(statement);
      seen = await checkInvariants(em, { accepted, ...options });
      throw new Error('take it back');
    })
    .catch((error: unknown) => {
      if (!(error instanceof Error) || error.message !== 'take it back') throw error;
    });
  return seen;
}

const temporal = (running: string[], lagging: string[] = []): WorkflowLookup => ({
  isRunning: (id) => Promise.resolve(running.includes(id)),
  async *listRunning() {
    yield* [...running, ...lagging];
  },
});
const idsOf = async (where: string): Promise<string[]> =>
  (await orm.em.fork().execute<{ id: string }[]>(`select id from orders where ${where} order by id`)).map(
    ({ id }) => id,
  );

describe('a database that only ever took messages', () => {
  test('has the lives that the test means', async () => {
    expect(
      await orm.em
        .fork()
        .execute(
          "select channel_order_number || ' ' || status || ' ' || (closed_at is null) as life from orders order by 1",
        ),
    ).toEqual(
      [
        'cancelled CANCELLED false',
        'collected COMPLETED false',
        'delivered COMPLETED false',
        'offered AWAITING_ACCEPTANCE true',
        'parked NEEDS_ATTENTION true',
      ].map((life) => ({ life })),
    );
  });

  test('violates nothing, and is looked at whole', async () => {
    expect(await seenAfter([])).toEqual([]);
    const checked = await inspect(orm, { accepted, temporal: temporal([]) });
    expect(checked.flatMap((one) => one.violations)).toEqual([]);
    expect(checked.map((one) => one.invariant)).toEqual([
      'I1',
      'I2',
      'I3',
      'I4',
      'I5',
      'I6',
      'I7',
      'I8',
      'I8',
      'I9',
      'I10',
      'I11',
      'I12',
      'I12',
    ]);
    for (const one of checked.filter(({ invariant }) => invariant !== 'I6'))
      expect([one.of, one.rows > 0]).toEqual([one.of, true]);
  });
});

describe('each invariant, broken once, is reported alone and with its ids', () => {
  const breaks: [string, string, string[], Record<string, unknown>][] = [
    [
      'I1',
      'a counter without a ledger row',
      ["update stock set on_hand = on_hand + 1 where sku = 'SHIRT' and location_id = 'far'"],
      { sku: 'SHIRT', location: 'far' },
    ],
    [
      'I1',
      'a ledger of something that is no stock',
      [
        `insert into stock_ledger (
            cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after,
            safety_after, in_doubt_after, damaged_after
          )
          values ('x', 'RECEIPT', 'far', 'HAT', 1, 0, 0, 0, 1, 0, 0, 0, 0)`,
      ],
      { sku: 'HAT', location: 'far' },
    ],
    [
      'I1',
      'a counter below zero',
      [
        'alter table stock drop constraint stock_counts_ck',
        "update stock set damaged = damaged - 5 where sku = 'ONLY_FAR'",
        `insert into stock_ledger (
            cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after,
            safety_after, in_doubt_after, damaged_after
          )
          values ('x', 'DAMAGED', 'far', 'ONLY_FAR', 0, 0, 0, -5, 5, 0, 0, 0, -5)`,
      ],
      { sku: 'ONLY_FAR' },
    ],
    [
      'I1',
      'goods that left without a ledger row',
      ["update stock set handed_over = handed_over + 1 where sku = 'SHIRT' and location_id = 'far'"],
      { sku: 'SHIRT', location: 'far' },
    ],
    [
      'I2',
      'a channel that sold more than its allocation',
      [
        'alter table channel_sale drop constraint channel_sale_no_oversell_ck',
        `insert into channel_sale values (${orderOf('offered')}, 'L1', 'shop', 'SHOE', 2, true, -1, 0)`,
        "insert into channel_sold values ('SHOE', 'shop', 2)",
      ],
      { channel: 'shop', line: 'L1' },
    ],
    [
      'I2',
      'a sale that was not counted',
      [`insert into channel_sale values (${orderOf('offered')}, 'L1', 'shop', 'SHOE', 2, true, 5, 0)`],
      { channel: 'shop', sku: 'SHOE' },
    ],
    [
      'I2',
      'a cancelled unit that still counts as sold',
      [
        `insert into channel_sale values (${orderOf('cancelled')}, 'L1', 'shop', 'SHIRT', 1, true, 5, 0)`,
        "insert into channel_sold values ('SHIRT', 'shop', 1)",
      ],
      { channel: 'shop', line: 'L1' },
    ],
    [
      'I2',
      'a reservation of what was not there',
      [
        'alter table stock_ledger drop constraint stock_ledger_no_oversell_ck',
        `update stock_ledger set on_hand_after = 0, safety_after = 1
          where kind = 'RESERVE' and cause like ${orderOf('offered')} || '/%'`,
      ],
      { sku: 'SHOE' },
    ],
    [
      'I3',
      'a unit that is nowhere',
      [`update order_line set quantity = quantity + 1 where order_id = ${orderOf('collected')}`],
      { line: 'L1' },
    ],
    [
      'I3',
      'a unit that is in two places',
      [
        'alter table order_line drop constraint order_line_parts_ck',
        `update order_line set unrouted = 1 where order_id = ${orderOf('offered')}`,
      ],
      { line: 'L1' },
    ],
    [
      'I3',
      'another product than ordered',
      [
        `update order_line set sku = 'SHIRT' where order_id = ${orderOf('parked')}`,
        `update fulfillment_line set sku = 'GIFT' where order_id = ${orderOf('collected')}`,
      ],
      { fulfillmentLine: 'i1' },
    ],
    [
      'I4',
      'a reservation without an order',
      [
        "update stock set reserved = reserved + 1 where sku = 'SHIRT' and location_id = 'far'",
        `insert into stock_ledger (
            cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after,
            safety_after, in_doubt_after, damaged_after
          )
          values ('x', 'RESERVE', 'far', 'SHIRT', 0, 1, 0, 0, 100, 1, 0, 0, 0)`,
      ],
      { sku: 'SHIRT', location: 'far' },
    ],
    [
      'I4',
      'goods that have left and are not committed',
      [
        `update fulfillment_line set reservation = 'RELEASED' where order_id = ${orderOf('collected')}`,
        `update order_line set fulfilled = 0, unrouted = 1 where order_id = ${orderOf('collected')}`,
        `update orders set closed_at = null, waits = '[{"kind":"START","subjectId":"x","dueAt":null,"owner":"BATON"}]'
          where channel_order_number = 'collected'`,
      ],
      { fulfillmentOrder: 'f1' },
    ],
    [
      'I5',
      'an order that is not the one accepted',
      ["update orders set content_hash = repeat('0', 64) where channel_order_number = 'offered'"],
      { channel: 'shop', number: 'offered' },
    ],
    [
      'I5',
      'an order that is gone',
      ["update orders set number_key = 'other' where number_key = 'offered'"],
      { channel: 'shop', number: 'offered' },
    ],
    [
      'I7',
      'an open order that waits for nothing',
      ["update orders set waits = '[]' where channel_order_number = 'parked'"],
      {},
    ],
    [
      'I7',
      'a wait with neither end nor owner',
      [
        `update orders set waits = '[{"kind":"ATTENTION","subjectId":"a1","dueAt":null,"owner":null}]'
          where channel_order_number = 'parked'`,
      ],
      { subject: 'a1' },
    ],
    [
      'I7',
      'an offer that nobody timed',
      ["update orders set waits = jsonb_set(waits, '{0,dueAt}', '1000') where channel_order_number = 'offered'"],
      { subject: 'o1' },
    ],
    [
      'I8',
      'a fund allocation that pays too much',
      [
        `update fund_allocation set amount_minor = amount_minor + 1
          where order_id = ${orderOf('delivered')} and id = 's1'`,
      ],
      {},
    ],
    [
      'I8',
      'more refunded than a fund allocation',
      [
        `update refund set lines = jsonb_set(lines, '{0,amountMinor}', '999999')
          where order_id = ${orderOf('cancelled')} and id = 'r1'`,
      ],
      {},
    ],
    [
      'I8',
      'a cancelled line whose price was not asked back',
      [`update order_line set refundable = refundable + 1 where order_id = ${orderOf('delivered')} and id = 'L1'`],
      {},
    ],
    [
      'I9',
      'more refunded than captured',
      [
        `update payment set status = 'CAPTURED', captured_minor = captured_minor - 1
          where order_id = ${orderOf('cancelled')} and id = 'p1'`,
      ],
      { payment: 'p1' },
    ],
    [
      'I9',
      'an order that ended before its refund',
      [
        `update refund set status = 'FAILED' where order_id = ${orderOf('cancelled')} and id = 'r1'`,
        `update timeline set to_state = 'FAILED'
          where order_id = ${orderOf('cancelled')} and machine = 'REFUND' and subject_id = 'r1'
            and to_state = 'SUCCEEDED'`,
      ],
      {},
    ],
    [
      'I10',
      'a quota that counts what is not there',
      ["update quota_taken set taken = taken + 1 where subject = 'near'"],
      { of: 'near' },
    ],
    [
      'I10',
      'a live offer with an answer',
      [`update offer set answered_at = now() where order_id = ${orderOf('offered')}`],
      { offer: 'o1' },
    ],
    [
      'I11',
      'goods collected without a code',
      [
        `update pickup_code set status = 'REVOKED' where order_id = ${orderOf('collected')}`,
        `update timeline set to_state = 'REVOKED' where order_id = ${orderOf('collected')} and to_state = 'REDEEMED'`,
      ],
      { fulfillmentOrder: 'f1' },
    ],
    [
      'I11',
      'a sixth try',
      [
        'alter table pickup_code drop constraint pickup_code_tries_ck',
        `update pickup_code set tries = 6 where order_id = ${orderOf('collected')}`,
      ],
      { code: 'g1' },
    ],
    [
      'I11',
      'a label that still works',
      [
        `update waybill set status = 'CREATED' where order_id = ${orderOf('cancelled')}`,
        `delete from timeline
          where order_id = ${orderOf('cancelled')} and machine = 'WAYBILL' and to_state in ('VOIDING', 'VOIDED')`,
        `with numbered as (
            select seq, row_number() over (order by seq) as n from timeline where order_id = ${orderOf('cancelled')}
          )
          update timeline t set seq = -n.n
          from numbered n
          where t.seq = n.seq and t.order_id = ${orderOf('cancelled')}`,
        `update timeline set seq = -seq where order_id = ${orderOf('cancelled')}`,
        `update orders set timeline_length = timeline_length - 2 where channel_order_number = 'cancelled'`,
      ],
      { waybill: 'w1' },
    ],
    [
      'I12',
      'an illegal move',
      [
        `update timeline set from_state = 'DELIVERED'
          where order_id = ${orderOf('delivered')} and to_state = 'SHIPPED'`,
      ],
      { machine: 'FULFILLMENT_ORDER', subject: 'f2' },
    ],
    [
      'I12',
      'a state that no entry explains',
      [`update offer set status = 'EXPIRED' where order_id = ${orderOf('delivered')} and id = 'o1'`],
      { machine: 'OFFER', subject: 'o1' },
    ],
    [
      'I12',
      'an entry that is gone',
      [`delete from timeline where order_id = ${orderOf('delivered')} and machine = 'NOTE'`],
      {},
    ],
    [
      'I12',
      'a write-back sent before its turn',
      [
        `update write_back set acknowledged_at = now() where seq = 2 and order_id = ${orderOf('delivered')}`,
        `update write_back_stream set sent_seq = 2 where order_id = ${orderOf('delivered')}`,
      ],
      {},
    ],
  ];

  test.each(breaks)('%s: %s', async (invariant, _what, statements, subject) => {
    const seen = await seenAfter(statements);
    expect([...new Set(seen.map((one) => one.invariant))]).toEqual([invariant]);
    expect(seen).toContainEqual({ invariant, subject: expect.objectContaining(subject), detail: expect.any(String) });
  });

  test('I6: an order without workflow, a workflow of a closed order or none; a lagging list is no fault', async () => {
    const started = [
      `update orders set workflow_started_at = now() - interval '5 minutes',
        closed_at = closed_at - interval '5 minutes'`,
    ];
    const [open, closed] = [await idsOf('closed_at is null'), await idsOf('closed_at is not null')];
    const running = open.map((id) => `order:${id}`);
    const stranger = 'order:01990000-0000-7000-8000-000000000000';
    expect(await seenAfter(started, { temporal: temporal(running, [`order:${closed[0]}`, stranger]) })).toEqual([]);
    expect(await seenAfter(started, { temporal: temporal(running.slice(1)) })).toMatchObject([
      { invariant: 'I6', subject: { order: open[0] } },
    ]);
    expect(await seenAfter(started, { temporal: temporal([...running, `order:${closed[0]}`]) })).toMatchObject([
      { invariant: 'I6', subject: { workflow: `order:${closed[0]}` } },
    ]);
    expect(await seenAfter(started, { temporal: temporal([...running, stranger]) })).toMatchObject([
      { invariant: 'I6', subject: { workflow: stranger } },
    ]);
  });

  test('I7, I12 by flags: nothing overdue without a worker; write-backs may be under way until settled', async () => {
    const late = [
      "update orders set waits = jsonb_set(waits, '{0,dueAt}', '1000') where channel_order_number = 'offered'",
    ];
    expect(await seenAfter(late, { workerRuns: false })).toEqual([]);
    expect(new Set((await seenAfter([], { settled: true })).map((one) => one.invariant))).toEqual(new Set(['I12']));
    expect(await seenAfter(['update write_back_stream set parked_at = now()'], { settled: true })).toEqual([]);
  });
});
