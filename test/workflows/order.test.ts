// The workflow alone, in skipped time: activities follow the same rules in memory, the test plays the outside systems.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ApplicationFailure, type WorkflowHandle } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import type { Activities } from '../../activities/index.ts';
import type { Message, Messages, ExternalMessage } from '../../domain/order/messages.ts';
import type { Handled } from '../../domain/handle.ts';
import { viewOf, type OrderView } from '../../domain/order/view.ts';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { workflowIdOf, type UpdateAnswer, type UpdateArgs } from '../../workflows/contract.ts';
import { intakeOf } from '../support/paper-intake.ts';
import { paperOrder, say, type Paper } from '../support/paper-order.ts';
import { until } from '../support/whole-system.ts';

let environment: TestWorkflowEnvironment;
beforeAll(async () => {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR' } } as never,
  });
  environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: process.env['TEST_TIME_SKIPPING'] ?? '' } },
  });
  await environment.connection.operatorService.addSearchAttributes({
    namespace: 'default',
    searchAttributes: { OrderStatus: 2, StoreId: 2 },
  }); // 2: Keyword
}, 120_000);
afterAll(async () => {
  await environment.teardown();
});

interface Played {
  paper: Paper;
  handle: WorkflowHandle;
  tell: <N extends ExternalMessage>(name: N, body: Messages[N], id?: string) => Promise<unknown>;
  view: () => Promise<OrderView | null>;
}
interface Play {
  policy?: Partial<ChannelPolicy>;
  method?: 'HOME_DELIVERY' | 'STORE_PICKUP';
  fake?: Partial<Activities>;
  before?: (message: Message, paper: Paper) => Promise<void>;
}

/** Runs one order; ends with its workflow's result, or stops the worker when the test is done. */
async function play(
  { policy = {}, method = 'HOME_DELIVERY', fake = {}, before }: Play,
  act: (played: Played) => Promise<void>,
): Promise<Paper> {
  const paper = paperOrder(
    intakeOf([{ sku: 'X', quantity: 2, unitPriceMinor: 500 }], {
      method,
      pickupLocationId: method === 'STORE_PICKUP' ? 'a' : null,
    }),
    { policy },
  );
  const orderId = randomUUID();
  paper.order.id = orderId;
  const taken = new Map<string, Handled['answer']>();
  const record: Activities['recordMessage'] = async (_id, message) => {
    await before?.(message, paper);
    paper.at = await environment.currentTimeMs();
    const earlier = taken.get(message.id);
    if (earlier !== undefined) return { view: viewOf(paper.order), answer: earlier };
    const handled = say(paper, message.name, message.body as never, message.by);
    if (!handled.refusal) taken.set(message.id, handled.answer);
    return { ...handled, view: viewOf(paper.order) };
  };
  const outcome =
    (name: 'waybillCreated' | 'waybillVoided' | 'refundPaid' | 'paymentVoided', body: (id: string) => object) =>
    async ({ id }: { id: string }) => {
      say(paper, name, body(id) as never);
      return viewOf(paper.order);
    };
  const activities: Activities = {
    prepareOrder: record,
    recordMessage: record,
    createWaybill: outcome('waybillCreated', (waybillId) => ({ waybillId, trackingNumber: `T-${waybillId}` })),
    voidWaybill: outcome('waybillVoided', (waybillId) => ({ waybillId, withCarrier: false })),
    payRefund: outcome('refundPaid', (refundId) => ({ refundId, reference: 'r' })),
    voidPayment: outcome('paymentVoided', (paymentId) => ({ paymentId })),
    ...fake,
  };
  const taskQueue = `q-${orderId}`;
  const worker = await Worker.create({
    connection: environment.nativeConnection,
    taskQueue,
    workflowBundle: { codePath: process.env['TEST_WORKFLOW_BUNDLE'] ?? '' },
    activities,
  });
  await worker.runUntil(async () => {
    const handle = await environment.client.workflow.start('orderWorkflow', {
      workflowId: workflowIdOf(orderId),
      taskQueue,
      args: [{ orderId, channel: 'shop', number: 'N', maxOffers: 3 }],
    });
    await act({
      paper,
      handle,
      view: () => handle.query<OrderView | null>('view'),
      tell: async (name, body, id = randomUUID()) => {
        const { answer } = await handle.executeUpdate<UpdateAnswer, [UpdateArgs<ExternalMessage>]>(name, {
          updateId: id,
          args: [{ by: 'test', body }],
        });
        return answer;
      },
    });
  });
  return paper;
}
const codeOf = async (asked: Promise<unknown>): Promise<string> =>
  asked.then(
    () => 'TAKEN',
    (error: { cause?: unknown }) =>
      error.cause instanceof ApplicationFailure ? (error.cause.type ?? '') : 'NO REFUSAL',
  );
const offered = (p: Played) =>
  until(p.view, (v) => v?.fulfillmentOrders.at(-1)?.offer.status === 'OFFERED', { what: 'an offer' });

test('accepted, labelled, shipped, delivered: the workflow ends when the order is over', async () => {
  const paper = await play({}, async (p) => {
    await offered(p);
    await p.tell('accept', { offerId: 'o1', refused: [] });
    await until(p.view, (v) => v?.fulfillmentOrders[0]?.waybill?.status === 'CREATED');
    await p.tell('ship', { fulfillmentOrderId: 'f1', carrier: null, trackingNumber: null });
    await p.tell('track', { waybillId: 'w1', event: 'DELIVERED', at: 1 });
    expect(await p.handle.result()).toEqual({ status: 'COMPLETED' });
  });
  expect(paper.order.status).toBe('COMPLETED');
});

test('nobody ever answers: every location is asked in turn, then a person; nothing is decided twice', async () => {
  const paper = await play({ policy: { maxOffers: 3 } }, async (p) => {
    await environment.sleep('2 days');
    expect(await p.view()).toMatchObject({ status: 'NEEDS_ATTENTION', attentions: [{ reason: 'ROUTING_EXHAUSTED' }] });
    await p.tell('resolve', { attentionId: 'a1', action: 'CANCEL', note: null });
    expect(await p.handle.result()).toEqual({ status: 'CANCELLED' });
  });
  expect(paper.order.offers.map((o) => [o.locationId, o.status])).toEqual([
    ['a', 'EXPIRED'],
    ['b', 'EXPIRED'],
    ['c', 'EXPIRED'],
  ]);
});

test('accepted and never shipped is late, shipped and never heard of is silent', async () => {
  await play({ policy: { shipBySeconds: 3600, deliverySeconds: 7200 } }, async (p) => {
    await offered(p);
    await p.tell('accept', { offerId: 'o1', refused: [] });
    await environment.sleep('2 hours');
    expect(await p.view()).toMatchObject({ attentions: [{ reason: 'SHIP_LATE' }] });
    await p.tell('ship', { fulfillmentOrderId: 'f1', carrier: null, trackingNumber: 'T' });
    expect(await p.view()).toMatchObject({ attentions: [], status: 'FULFILLED' });
    await environment.sleep('3 hours');
    expect(await p.view()).toMatchObject({ attentions: [{ reason: 'PARCEL_SILENT' }] });
    await p.tell('track', { waybillId: 'w2', event: 'DELIVERED', at: 1 });
    expect(await p.handle.result()).toEqual({ status: 'COMPLETED' });
  });
});

test('a pickup order that is never made ready is late; not collected, it expires and is refunded', async () => {
  await play({ method: 'STORE_PICKUP', policy: { readyBySeconds: 3600 } }, async (p) => {
    await offered(p);
    await p.tell('accept', { offerId: 'o1', refused: [] });
    await environment.sleep('2 hours');
    expect(await p.view()).toMatchObject({ attentions: [{ reason: 'READY_LATE' }] });
    await p.tell('markReady', { fulfillmentOrderId: 'f1' });
    expect(await p.handle.result()).toEqual({ status: 'CANCELLED' });
  });
});

test('an intercept that nobody answers voids the label and cancels; the goods are in doubt until counted', async () => {
  const paper = await play({ policy: { interceptSeconds: 600 } }, async (p) => {
    await offered(p);
    await p.tell('accept', { offerId: 'o1', refused: [] });
    await until(p.view, (v) => v?.fulfillmentOrders[0]?.waybill?.status === 'CREATED');
    await p.tell('cancel', { kind: 'REQUEST', lines: null, reason: 'x' });
    expect(await p.handle.result()).toEqual({ status: 'CANCELLED' });
  });
  expect(paper.order.cancellations).toMatchObject([{ status: 'UNANSWERED' }]);
  expect([...paper.shelves.values()].reduce((sum, s) => sum + s.inDoubt, 0)).toBe(2);
});

test('a hold with a deadline releases or cancels by itself', async () => {
  for (const [dueAction, ends] of [
    ['RELEASE', 'AWAITING_ACCEPTANCE'],
    ['CANCEL', 'CANCELLED'],
  ] as const) {
    await play({ policy: { offerSeconds: 86_400 } }, async (p) => {
      await offered(p);
      await p.tell('placeHold', {
        key: 'K',
        reason: 'x',
        dueAt: (await environment.currentTimeMs()) + 600_000,
        dueAction,
      });
      expect(await p.view()).toMatchObject({ status: 'ON_HOLD' });
      await environment.sleep('11 minutes');
      await until(p.view, (v) => v?.status === ends, { what: ends });
      if (ends !== 'CANCELLED') await p.tell('cancel', { kind: 'REQUEST', lines: null, reason: 'x' });
      await p.handle.result();
    });
  }
});

test("the cancel button of Temporal UI cancels an order at any wait and pays back, as a channel's notice", async () => {
  for (const stage of ['offered', 'accepted'] as const) {
    const paper = await play({}, async (p) => {
      await offered(p);
      if (stage === 'accepted') await p.tell('accept', { offerId: 'o1', refused: [] });
      await p.handle.cancel();
      expect(await p.handle.result()).toEqual({ status: 'CANCELLED' });
    });
    expect(paper.order.refunds.reduce((sum, r) => sum + r.amountMinor, 0)).toBe(
      paper.order.payments.reduce((sum, x) => sum + x.capturedMinor, 0),
    );
  }
});

test('too early, late, twice and to the wrong offer: refused or the same answer, and nothing changes', async () => {
  await play({}, async (p) => {
    await offered(p);
    expect(await codeOf(p.tell('ship', { fulfillmentOrderId: 'f1', carrier: null, trackingNumber: 'T' }))).toBe(
      'WRONG_STATE',
    );
    expect(await codeOf(p.tell('accept', { offerId: 'o7', refused: [] }))).toBe('UNKNOWN_PART');
    const [a, b] = await Promise.all([
      p.tell('accept', { offerId: 'o1', refused: [] }, 'same'),
      p.tell('accept', { offerId: 'o1', refused: [] }, 'same'),
    ]);
    expect(a).toEqual(b);
    expect(await codeOf(p.tell('accept', { offerId: 'o1', refused: [] }, 'other'))).toBe('OFFER_CLOSED');
    expect(await codeOf(p.tell('reject', { offerId: 'o1', reason: 'OTHER', note: null }))).toBe('OFFER_CLOSED');
    await p.tell('cancel', { kind: 'NOTICE', lines: null, reason: 'x' });
    await p.tell('agreeIntercept', { cancellationId: 'c1' });
    await p.handle.result();
    // asked again after the end: the same answer
    expect(await codeOf(p.tell('accept', { offerId: 'o1', refused: [] }, 'same'))).toBe('TAKEN');
  });
});

test('two devices accept at the same instant: one wins, the other is told', async () => {
  await play({}, async (p) => {
    await offered(p);
    const codes = await Promise.all(
      ['till', 'phone', 'tablet'].map((id) => codeOf(p.tell('accept', { offerId: 'o1', refused: [] }, id))),
    );
    expect(codes.filter((c) => c === 'TAKEN')).toHaveLength(1);
    expect(codes.filter((c) => c === 'OFFER_CLOSED')).toHaveLength(2);
    await p.handle.terminate();
  });
});

test('accept and cancel at the same instant have one winner, both ways round', async () => {
  for (const first of ['accept', 'cancel'] as const) {
    await play({}, async (p) => {
      await offered(p);
      const accept = () => codeOf(p.tell('accept', { offerId: 'o1', refused: [] }));
      const cancel = () =>
        p.tell('cancel', { kind: 'REQUEST', lines: null, reason: 'x' }) as Promise<{ outcomes: { became: string }[] }>;
      const [taken, { outcomes }] =
        first === 'accept'
          ? await Promise.all([accept(), cancel()])
          : ((await Promise.all([cancel(), accept()])).toReversed() as [string, { outcomes: { became: string }[] }]);
      expect(outcomes[0]?.became).toBe(taken === 'TAKEN' ? 'INTERCEPT' : 'CANCELLED');
      await p.handle.terminate();
    });
  }
});

test('what is said before the order is prepared is refused as starting', async () => {
  let go = (): void => undefined;
  const held = new Promise<void>((done) => {
    go = done;
  });
  await play({ before: (message) => (message.name === 'prepare' ? held : Promise.resolve()) }, async (p) => {
    expect(await codeOf(p.tell('cancel', { kind: 'REQUEST', lines: null, reason: 'x' }))).toBe('ORDER_STARTING');
    go();
    await offered(p);
    await p.handle.terminate();
  });
});

test('the database goes away for a while: the order waits and goes on, and nobody is told a lie', async () => {
  let away = 0;
  await play(
    {
      before: (message) => {
        if (message.name !== 'accept' || away >= 5) return Promise.resolve();
        away += 1;
        throw new Error('not yet: ECONNREFUSED');
      },
    },
    async (p) => {
      await offered(p);
      expect(await codeOf(p.tell('accept', { offerId: 'o1', refused: [] }))).toBe('TAKEN');
      expect(away).toBe(5);
      await p.handle.terminate();
    },
  );
});

test('a rule that breaks parks the order with the reason; other messages go on', async () => {
  await play(
    {
      before: (message) => {
        if (message.name !== 'accept') return Promise.resolve();
        throw ApplicationFailure.nonRetryable('illegal move', 'BUG');
      },
    },
    async (p) => {
      await offered(p);
      expect(await codeOf(p.tell('accept', { offerId: 'o1', refused: [] }))).toBe('BUG');
      expect(await until(p.view, (v) => (v?.attentions.length ?? 0) > 0)).toMatchObject({
        status: 'NEEDS_ATTENTION',
        attentions: [{ reason: 'BUG' }],
      });
      await p.tell('reject', { offerId: 'o1', reason: 'OTHER', note: null });
      await p.handle.terminate();
    },
  );
});

test('an order no rule expected is parked before it is prepared, and prepared once an operator has acted', async () => {
  let broken = true;
  await play(
    {
      before: (message) => {
        if (message.name !== 'prepare' || !broken) return Promise.resolve();
        throw ApplicationFailure.nonRetryable('TypeError: poison', 'BUG');
      },
    },
    async (p) => {
      expect(await until(p.view, (v) => (v?.attentions.length ?? 0) > 0)).toMatchObject({
        status: 'NEEDS_ATTENTION',
        audited: false,
        attentions: [{ reason: 'BUG' }],
      });
      broken = false;
      await p.tell('resolve', { attentionId: 'a1', action: 'DONE', note: null });
      await offered(p);
      await p.handle.terminate();
    },
  );
});

test('an effect that breaks parks the order; when a person has dealt with it, it is tried again', async () => {
  let broken = true;
  const again: { paper?: Paper } = {};
  await play(
    {
      fake: {
        payRefund: async ({ id }) => {
          if (broken) throw ApplicationFailure.nonRetryable('malformed', 'BUG');
          const { paper: own } = again;
          if (!own) throw new Error('no paper');
          say(own, 'refundPaid', { refundId: id, reference: 'r' });
          return viewOf(own.order);
        },
      },
    },
    async (p) => {
      again.paper = p.paper;
      await offered(p);
      await p.tell('cancel', { kind: 'REQUEST', lines: null, reason: 'x' });
      const parked = await until(p.view, (v) => (v?.attentions.length ?? 0) > 0);
      broken = false;
      await p.tell('resolve', { attentionId: parked?.attentions[0]?.id ?? '', action: 'DONE', note: null });
      for (const a of (await p.view())?.attentions ?? [])
        await p.tell('resolve', { attentionId: a.id, action: 'DONE', note: null });
      expect(await p.handle.result()).toEqual({ status: 'CANCELLED' });
    },
  );
});
