// Holds, attention and exclusions of an order.
import { defineEntity, p } from '@mikro-orm/core';
import { attentionReasons } from '../../../domain/order/states.ts';
import { id, order } from './order.ts';
import { instant } from './instant.ts';

export const OrderHold = defineEntity({
  name: 'OrderHold',
  tableName: 'order_hold',
  uniques: [
    {
      name: 'order_hold_live',
      expression: 'create unique index order_hold_live on order_hold (order_id, key) where released_at is null',
    },
  ],
  properties: {
    order,
    id: id(),
    key: p.string(),
    reason: p.text(),
    placedBy: p.string(),
    placedAt: instant(),
    dueAt: instant().nullable(),
    dueAction: p.string().nullable(),
    releasedAt: instant().nullable(),
    releasedBy: p.string().nullable(),
    note: p.text().nullable(),
  },
});

export const Attention = defineEntity({
  name: 'Attention',
  tableName: 'attention',
  indexes: [
    {
      name: 'attention_open',
      expression: 'create index attention_open on attention (owner, opened_at) where resolved_at is null',
    },
  ],
  properties: {
    order,
    id: id(),
    reason: p.enum(attentionReasons).nativeEnumName('attention_reason'),
    owner: p.string(),
    subjectId: p.string().nullable(),
    detail: p.text(),
    openedAt: instant(),
    resolvedAt: instant().nullable(),
    resolvedBy: p.string().nullable(),
    resolution: p.text().nullable(),
  },
});

export const orderExceptionEntities = [OrderHold, Attention];
