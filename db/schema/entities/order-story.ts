// The history of an order, and its write-backs.
import { defineEntity, p } from '@mikro-orm/core';
import type * as domain from '../../../domain/order/change.ts';
import type { BoundedPlan } from '../../../domain/routing/explanation.ts';
import { id, order } from './order.ts';
import { instant } from './instant.ts';
import { streamColumns } from './stream.ts';

/** A timeline entry: who, when, what, why; one chain per machine and subject. Append only. */
export const Timeline = defineEntity({
  name: 'Timeline',
  tableName: 'timeline',
  indexes: [
    {
      name: 'timeline_at',
      expression: 'create index timeline_at on timeline using brin (at) with (autosummarize = on)',
    },
  ],
  properties: {
    order,
    seq: p.integer().primary(),
    at: instant(),
    actor: p.string(),
    machine: p.string(),
    subjectId: p.string(),
    from: p.string().fieldName('from_state').strictNullable(),
    to: p.string().fieldName('to_state').length(500),
    cause: p.string(),
    detail: p.text().strictNullable(),
  },
});

/** One row per routing decision: the profile's version and a verdict for every candidate. */
export const RoutingDecision = defineEntity({
  name: 'RoutingDecision',
  tableName: 'routing_decision',
  properties: {
    order,
    seq: p.integer().primary(),
    at: instant(),
    profileVersion: p.integer(),
    plan: p.json<BoundedPlan>(),
  },
});

/** A handled message with its answer: the same id gets the same answer again. */
export const OrderMessage = defineEntity({
  name: 'OrderMessage',
  tableName: 'order_message',
  properties: { order, id: id(), name: p.string(), outcome: p.json<{ answer: unknown }>(), at: instant() },
});

/** A write-back to the channel, sent in order; one stream per order. */
export const WriteBack = defineEntity({
  name: 'WriteBack',
  tableName: 'write_back',
  properties: {
    order,
    seq: p.integer().primary(),
    event: p.string(),
    body: p.json<domain.WriteBack['data']>(),
    createdAt: instant(),
    acknowledgedAt: instant().strictNullable(),
  },
});

export const WriteBackStream = defineEntity({
  name: 'WriteBackStream',
  tableName: 'write_back_stream',
  indexes: [
    {
      name: 'write_back_due',
      expression:
        'create index write_back_due on write_back_stream (next_at) where sent_seq < last_seq and parked_at is null',
    },
  ],
  properties: {
    order,
    ...streamColumns(),
  },
});

export const orderStoryEntities = [Timeline, RoutingDecision, OrderMessage, WriteBack, WriteBackStream];
