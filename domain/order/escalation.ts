// What waits for a person grows louder with its age. Source: domain.md §2, "Attention escalates by age".

export const agedAfterSeconds = 3600;
export const overdueAfterSeconds = 86_400;

export const escalations = ['NEW', 'AGED', 'OVERDUE'] as const;
export type Escalation = (typeof escalations)[number];

/**
 * How loudly an attention asks at that age: an hour makes it AGED, a day OVERDUE; the instant itself counts as reached.
 */
export function escalationOf(ageSeconds: number): Escalation {
  if (ageSeconds >= overdueAfterSeconds) return 'OVERDUE';
  return ageSeconds >= agedAfterSeconds ? 'AGED' : 'NEW';
}
