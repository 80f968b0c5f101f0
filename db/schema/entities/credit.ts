// Credit of locations: their performance events, the weights, and the sum that routing reads.
import { defineEntity, p } from '@mikro-orm/core';
import type { PerformanceEvent } from '../../../domain/performance/events.ts';
import { instant } from './instant.ts';

/** The credit policy in one row: the base, the half-life, and the weights that differ from the defaults. */
export const CreditPolicyRow = defineEntity({
  name: 'CreditPolicyRow',
  tableName: 'credit_policy',
  checks: [{ name: 'credit_policy_one_ck', expression: 'id = 1' }],
  properties: {
    id: p.integer().primary().autoincrement(false),
    base: p.integer(),
    halfLifeDays: p.integer(),
    weights: p.json<Partial<Record<PerformanceEvent, number>>>(),
  },
});
export const CreditEntry = defineEntity({
  name: 'CreditEntry',
  tableName: 'credit_entry',
  indexes: [{ properties: ['locationId', 'at'] }],
  properties: {
    orderId: p.uuid().primary(),
    cause: p.string().primary().length(200).comment('the message that revealed it'),
    locationId: p.string().primary().length(80),
    event: p.string().primary().length(40),
    weight: p.double().$type<number>().comment('points, as of then'),
    at: instant(),
  },
});
/** The sum of all entries' remaining weight at `at`; it halves with each half-life from then on. */
export const Credit = defineEntity({
  name: 'Credit',
  tableName: 'credit',
  properties: { locationId: p.string().primary().length(80), points: p.double().$type<number>(), at: instant() },
});
export const creditEntities = [CreditPolicyRow, CreditEntry, Credit];
