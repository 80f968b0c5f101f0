// The first message of an order: one audit. Findings become holds; a clean order continues with routing.
import { audit } from '../audit/audit.ts';
import { note } from '../order/change.ts';
import type { Rules } from '../order/rule.ts';
import { placeHold } from './holds.ts';

export const prepareRules: Rules<'prepare'> = {
  prepare: {
    refuse: () => null,
    apply: (change) => {
      const { order } = change;
      if (order.auditedAt !== null) return null;
      order.auditedAt = change.at;
      const findings = audit(
        { order, carriersReach: change.carriersReach, buyerBlocked: change.buyerBlocked },
        change.policy.audit,
      );
      for (const { key, reason, dueSeconds, dueAction } of findings) {
        placeHold(change, {
          key,
          reason,
          dueAt: dueSeconds === undefined ? null : change.at + dueSeconds * 1000,
          dueAction: dueAction ?? null,
        });
      }
      note(change, {
        machine: 'NOTE',
        subjectId: order.id,
        from: null,
        to: 'AUDITED',
        detail: findings.map((f) => f.key).join(', ') || 'clean',
      });
      return { holds: findings.map((f) => f.key) };
    },
  },
};
