// Sweeps over PostgreSQL for work that waits for days or was missed; no workflow keeps a timer for it.
import type { EntityManager } from '@mikro-orm/postgresql';
import { ApplicationFailure } from '@temporalio/common';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { claimMatchedEvents, markApplied, messageIdOfEvent, type OpenEvent } from '../db/tracking/carrier-events.ts';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import { sweepEvery } from '../db/connection/sweep-lease.ts';
import { isOpen } from '../db/order/open-orders.ts';
import { receiptsDue } from '../db/order/receipts.ts';
import { purgeExpired } from '../db/channels/retention.ts';
import { watchIdle, watchStock } from '../db/inventory/watch.ts';
import { orderStarting, workflowIdOf, type UpdateArgs } from '../workflows/contract.ts';
import { restartGoneWorkflows, type RestartDeps } from './gone-workflows.ts';
import { errorLine } from './error-line.ts';
import { startLoop, type Loop } from './loop.ts';

export interface SweepDeps extends RestartDeps {
  connection: Pick<NativeConnection, 'withDeadline'>;
  retentionDays: number;
}

/**
 * Starts the sweeps: carrier events stored before their number was known, changed and idle stock, receipts confirmed by
 * time, workflows that are gone, expired rows. Of all workers one does each.
 */
export function startSweeps(deps: SweepDeps): Loop[] {
  const { logger } = deps;
  const fork = (): EntityManager => deps.orm.em.fork();
  const every = (name: string, seconds: number, sweep: () => Promise<number>): Loop =>
    startLoop(name, {
      logger,
      idleMs: Math.min(seconds * 1000, 60_000),
      turn: () => sweepEvery(fork(), { name, seconds }, sweep),
    });
  return [
    startLoop('carrier-events', { logger, idleMs: 2000, turn: () => applyStoredEvents(deps) }),
    startLoop('stock', { logger, idleMs: 1000, turn: () => watchStock(fork) }),
    every('idle-stock', 3600, () => watchIdle(fork())),
    every('receipts', 60, () => confirmDueReceipts(deps)),
    every('gone-workflows', 300, () => restartGoneWorkflows(deps)),
    every('old-news', 3600, () => purgeExpired(fork(), deps.retentionDays)),
  ];
}

/** Confirms receipts whose days have passed; returns their number. */
export async function confirmDueReceipts(deps: OrderDeps): Promise<number> {
  let confirmed = 0;
  for (;;) {
    const before = confirmed;
    for (const id of await receiptsDue(deps.orm.em.fork())) {
      const { refusal } = await handleMessage(deps, id, {
        id: 'receipt',
        by: 'baton',
        name: 'confirmReceipt',
        body: {},
      });
      if (!refusal) confirmed += 1;
    }
    if (confirmed === before) return confirmed; // none is left, or those that are left were refused
  }
}

/** The limit of one event; an order that does not answer delays no other, and not the end of the process. */
const eventMs = 10_000;

async function applyStoredEvents(deps: SweepDeps): Promise<number> {
  const events = await claimMatchedEvents(deps.orm.em.fork(), 50);
  const byOrder = [...Map.groupBy(events, (event) => event.orderId).values()];
  const applied = await Promise.all(byOrder.map((of) => applyInTurn(deps, of)));
  return applied.some((count) => count > 0) ? 1 : 0;
}

/** Applies the events of one order in the carrier's order, up to the first that fails; returns their number. */
async function applyInTurn(deps: SweepDeps, events: OpenEvent[]): Promise<number> {
  for (const [at, event] of events.entries()) {
    try {
      await applyOne(deps, event);
    } catch (error) {
      deps.logger.warn({ orderId: event.orderId, err: errorLine(error) }, 'carrier event not applied yet');
      return at;
    }
  }
  return events.length;
}

/** Applies an event. One that its order refuses, or that finds it closed, is over as well. */
async function applyOne({ orm, client, connection }: SweepDeps, open: OpenEvent): Promise<void> {
  const { carrier, eventId, orderId, waybillId, event, at } = open;
  const args: UpdateArgs<'track'> = { by: `carrier:${carrier}`, body: { waybillId, event, at } };
  const em = orm.em.fork();
  try {
    await connection.withDeadline(Date.now() + eventMs, () =>
      client.workflow
        .getHandle(workflowIdOf(orderId))
        .executeUpdate('track', { updateId: messageIdOfEvent(open), args: [args] }),
    );
  } catch (error) {
    const refused = error instanceof WorkflowUpdateFailedError && !isStarting(error);
    const over = error instanceof WorkflowNotFoundError && !(await isOpen(em, orderId));
    if (!refused && !over) throw error;
    await markApplied(em, carrier, eventId);
  }
}

/** The order is being prepared: it is no refusal. */
const isStarting = ({ cause }: WorkflowUpdateFailedError): boolean =>
  cause instanceof ApplicationFailure && cause.type === orderStarting;
