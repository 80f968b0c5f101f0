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
    dueAt: instant().strictNullable(),
    dueAction: p.string().strictNullable(),
    releasedAt: instant().strictNullable(),
    releasedBy: p.string().strictNullable(),
    note: p.text().strictNullable(),
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
    subjectId: p.string().strictNullable(),
    detail: p.text(),
    openedAt: instant(),
    resolvedAt: instant().strictNullable(),
    resolvedBy: p.string().strictNullable(),
    resolution: p.text().strictNullable(),
  },
});

export const orderExceptionEntities = [OrderHold, Attention];
