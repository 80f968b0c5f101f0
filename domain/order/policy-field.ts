// How a field of a channel's policy declares itself: what it does and when to change it, what it is, what it is where
// the channel says nothing. The type of the policy, its default, the API's check and the documents are made from it.
import type { AuditRulePolicy } from '../audit/rules.ts';
import type { Campaign, PromiseCalendar } from '../promise/ship-by.ts';
import type { Kind, ValueOf } from '../values/field.ts';

/** A value that any setting may have, or one that only a policy has: `audit`, rules by their code, with their terms. */
export type PolicyKind = Kind | { kind: 'calendar' } | { kind: 'campaigns' } | { kind: 'audit' };

export type PolicyValue<K> = K extends { kind: 'calendar' }
  ? PromiseCalendar | null
  : K extends { kind: 'campaigns' }
    ? Campaign[]
    : K extends { kind: 'audit' }
      ? AuditRulePolicy[]
      : ValueOf<K>;

/** A field as it is declared; `description` is for people who set a channel up. */
export type PolicyField<K extends PolicyKind = PolicyKind> = K & { description: string; usual: PolicyValue<K> };

/** Declares a field whose usual value is one of its kind. */
export const policyField = <const K extends PolicyKind>(
  kind: K,
  usual: PolicyValue<K>,
  description: string,
): PolicyField<K> => ({ ...kind, usual, description });

const year = 31_536_000;
/** A time that passes: from a second to a year. */
export const aTime = { kind: 'seconds', min: 1, max: year } as const;
/** A time that may be none. */
export const anyTime = { ...aTime, min: 0 } as const;
