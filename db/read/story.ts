// The timeline of an order and its routing decisions.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { BoundedPlan } from '../../domain/routing/explanation.ts';
import { publicSubject } from '../../domain/order/ids.ts';
import { RoutingDecision, Timeline } from '../schema/entities/order-story.ts';

export interface Happening {
  seq: number;
  at: string;
  actor: string;
  machine: string;
  subject: string;
  from: string | null;
  to: string;
  cause: string;
  detail: string | null;
}

/** The whole timeline, oldest first. */
export async function readTimeline(em: EntityManager, orderId: string): Promise<Happening[]> {
  const rows = await em.find(Timeline, { order: orderId }, { orderBy: { seq: 'asc' } });
  return rows.map(({ seq, at, actor, machine, subjectId, from, to, cause, detail }) => ({
    seq,
    at,
    actor,
    machine,
    subject: publicSubject(orderId, subjectId),
    from,
    to,
    cause,
    detail,
  }));
}

export interface Decision {
  seq: number;
  at: string;
  profileVersion: number;
  plan: BoundedPlan;
}

/** Every routing decision with its plan. */
export async function readDecisions(em: EntityManager, orderId: string): Promise<Decision[]> {
  const rows = await em.find(RoutingDecision, { order: orderId }, { orderBy: { seq: 'asc' } });
  return rows.map(({ seq, at, profileVersion, plan }) => ({ seq, at, profileVersion, plan }));
}
