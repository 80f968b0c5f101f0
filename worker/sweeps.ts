// Sweeps over PostgreSQL for work that waits for days or was missed; no workflow keeps a timer for it.
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Logger } from 'pino';
import { markApplied, messageIdOfEvent, openMatchedEvents, type OpenEvent } from '../db/tracking/carrier-events.ts';
import { handleMessage, type OrderDeps } from '../db/order/handle-message.ts';
import { receiptsDue } from '../db/order/receipts.ts';
import { purgeExpired } from '../db/channels/retention.ts';
import { watchIdle, watchStock } from '../db/inventory/watch.ts';
import { workflowIdOf, type UpdateArgs } from '../workflows/contract.ts';
import { startLoop, type Loop } from './loop.ts';

export interface SweepDeps extends OrderDeps {
  client: Client;
  logger: Logger;
  retentionDays: number;
}

/**
 * Starts the sweeps: carrier events stored before their number was known, changed and idle stock, receipts confirmed by
 * time, expired rows.
 */
export function startSweeps(deps: SweepDeps): Loop[] {
  return [
    startLoop('carrier-events', { logger: deps.logger, idleMs: 2000, turn: () => applyStoredEvents(deps) }),
    startLoop('stock', { logger: deps.logger, idleMs: 1000, turn: () => watchStock(() => deps.orm.em.fork()) }),
    startLoop('idle-stock', { logger: deps.logger, idleMs: 3_600_000, turn: () => watchIdle(deps.orm.em.fork()) }),
    startLoop('receipts', { logger: deps.logger, idleMs: 60_000, turn: () => confirmDueReceipts(deps) }),
    startLoop('old-news', {
      logger: deps.logger,
      idleMs: 3_600_000,
      turn: () => purgeExpired(deps.orm.em.fork(), deps.retentionDays),
    }),
  ];
}

/** Confirms receipts whose days have passed; returns their number. */
export async function confirmDueReceipts(deps: OrderDeps): Promise<number> {
  const due = await receiptsDue(deps.orm.em.fork());
  for (const id of due) await handleMessage(deps, id, { id: 'receipt', by: 'baton', name: 'confirmReceipt', body: {} });
  return due.length;
}

async function applyStoredEvents(deps: SweepDeps): Promise<number> {
  const events = await openMatchedEvents(deps.orm.em.fork(), 50);
  let applied = 0;
  for (const event of events) if (await applyOne(deps, event)) applied += 1;
  return applied;
}

async function applyOne({ orm, client }: SweepDeps, open: OpenEvent): Promise<boolean> {
  const { carrier, eventId, orderId, waybillId, event, at } = open;
  const args: UpdateArgs<'track'> = { by: `carrier:${carrier}`, body: { waybillId, event, at } };
  try {
    await client.workflow
      .getHandle(workflowIdOf(orderId))
      .executeUpdate('track', { updateId: messageIdOfEvent(open), args: [args] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError)) throw error;
    await markApplied(orm.em.fork(), carrier, eventId);
  }
  return true;
}
