// What waits for days, or was missed: looked for in PostgreSQL now and then, never by a timer of a workflow.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { Client } from '@temporalio/client';
import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import type { Logger } from 'pino';
import { markApplied, openMatchedEvents, type OpenEvent } from '../db/tracking/carrier-events.ts';
import { confirmOldReceipts } from '../db/order/order-facts.ts';
import { purgeExpired } from '../db/channels/retention.ts';
import { watchIdle, watchStock } from '../db/inventory/watch.ts';
import { workflowIdOf, type UpdateArgs } from '../workflows/contract.ts';
import { startLoop, type Loop } from './loop.ts';

export interface SweepDeps {
  orm: MikroORM;
  client: Client;
  logger: Logger;
  retentionDays: number;
}

/**
 * Carrier events that came before their number was known, stock that moved, receipts that the channel's days have
 * confirmed, and news that is old.
 */
export function startSweeps(deps: SweepDeps): Loop[] {
  return [
    startLoop('carrier-events', { logger: deps.logger, idleMs: 2000, turn: () => applyKept(deps) }),
    startLoop('stock', { logger: deps.logger, idleMs: 1000, turn: () => watchStock(() => deps.orm.em.fork()) }),
    startLoop('idle-stock', { logger: deps.logger, idleMs: 3_600_000, turn: () => watchIdle(deps.orm.em.fork()) }),
    startLoop('receipts', { logger: deps.logger, idleMs: 60_000, turn: () => confirmOldReceipts(deps.orm.em.fork()) }),
    startLoop('old-news', {
      logger: deps.logger,
      idleMs: 3_600_000,
      turn: () => purgeExpired(deps.orm.em.fork(), deps.retentionDays),
    }),
  ];
}

async function applyKept(deps: SweepDeps): Promise<number> {
  const events = await openMatchedEvents(deps.orm.em.fork(), 50);
  let applied = 0;
  for (const event of events) if (await applyOne(deps, event)) applied += 1;
  return applied;
}

async function applyOne(
  { orm, client }: SweepDeps,
  { carrier, eventId, orderId, waybillId, event, at }: OpenEvent,
): Promise<boolean> {
  const said: UpdateArgs<'track'> = { by: `carrier:${carrier}`, body: { waybillId, event, at } };
  try {
    await client.workflow
      .getHandle(workflowIdOf(orderId))
      .executeUpdate('track', { updateId: `kept-${carrier}-${eventId}`, args: [said] });
  } catch (error) {
    if (!(error instanceof WorkflowUpdateFailedError || error instanceof WorkflowNotFoundError)) throw error;
  }
  await markApplied(orm.em.fork(), carrier, eventId);
  return true;
}
