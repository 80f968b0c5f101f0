// Money of an order: payments, fund allocations, refunds.
import { defineEntity, p } from '@mikro-orm/core';
import type * as domain from '../../../domain/order/order.ts';
import { id, order } from './order.ts';
import { instant } from './instant.ts';

export const OrderFundAllocation = defineEntity({
  name: 'OrderFundAllocation',
  tableName: 'fund_allocation',
  properties: {
    order,
    id: id(),
    lineId: p.string().strictNullable(),
    kind: p.string(),
    paymentId: p.string(),
    fundSource: p.string(),
    amountMinor: p.bigint('number').comment('frozen at intake'),
  },
});

export const Payment = defineEntity({
  name: 'Payment',
  tableName: 'payment',
  properties: {
    order,
    id: id(),
    tender: p.string(),
    fundSource: p.string(),
    amountMinor: p.bigint('number'),
    status: p.string(),
    reference: p.string().strictNullable(),
    capturedMinor: p.bigint('number'),
  },
});

export const Refund = defineEntity({
  name: 'Refund',
  tableName: 'refund',
  uniques: [{ name: 'refund_once', properties: ['order', 'cause', 'paymentId'] }],
  properties: {
    order,
    id: id(),
    cause: p.text(),
    paymentId: p.string(),
    amountMinor: p.bigint('number'),
    status: p.string(),
    attempt: p.integer().comment('of the provider: a refused refund tried again is a new request there'),
    reference: p.string().strictNullable(),
    detail: p.text().strictNullable(),
    requestedAt: instant(),
    closedAt: instant().strictNullable(),
    lines: p.json<domain.Refund['lines']>().comment('per share: what of it goes back'),
  },
});

export const orderMoneyEntities = [OrderFundAllocation, Payment, Refund];
