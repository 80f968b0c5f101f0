// Attention escalates with age: AGED after an hour, OVERDUE after a day.

export const agedAfterSeconds = 3600;
export const overdueAfterSeconds = 86_400;

export const escalations = ['NEW', 'AGED', 'OVERDUE'] as const;
export type Escalation = (typeof escalations)[number];

/** The escalation of an attention of this age; the exact limit counts as reached. */
export function escalationOf(ageSeconds: number): Escalation {
  if (ageSeconds >= overdueAfterSeconds) return 'OVERDUE';
  return ageSeconds >= agedAfterSeconds ? 'AGED' : 'NEW';
}
