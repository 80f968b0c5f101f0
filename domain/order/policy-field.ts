// Declarations of the fields of a channel's policy: kind, default value, and a description of what the field does and
// when to change it. The type of the policy, its defaults, the API's check and its documentation follow from them.
import type { AuditRulePolicy } from '../audit/rules.ts';
import type { Campaign, PromiseCalendar } from '../promise/ship-by.ts';
import type { FieldKind, ValueOf } from '../values/field.ts';

/** The kind of a field's value: one that every setting can have, or one that only a policy has. */
export type PolicyKind = FieldKind | { kind: 'calendar' } | { kind: 'campaigns' } | { kind: 'audit' };

export type PolicyValue<K> = K extends { kind: 'calendar' }
  ? PromiseCalendar | null
  : K extends { kind: 'campaigns' }
    ? Campaign[]
    : K extends { kind: 'audit' }
      ? AuditRulePolicy[]
      : ValueOf<K>;

/** A declared field; `description` is for operators who set up a channel. */
export type PolicyField<K extends PolicyKind = PolicyKind> = K & { description: string; defaultValue: PolicyValue<K> };

/** Declares a field with a default value of its kind. */
export const policyField = <const K extends PolicyKind>(
  kind: K,
  defaultValue: PolicyValue<K>,
  description: string,
): PolicyField<K> => ({ ...kind, defaultValue, description });

const year = 31_536_000;
/** Seconds, from one to a year. */
export const positiveDuration = { kind: 'seconds', min: 1, max: year } as const;
/** Seconds, from 0 to a year. */
export const duration = { ...positiveDuration, min: 0 } as const;
