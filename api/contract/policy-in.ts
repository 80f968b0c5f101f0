// The contract of a channel's policy, built from the declarations of its fields. Every field is optional.
import { z } from 'zod';
import { dueActions } from '../../domain/audit/facts.ts';
import { auditCodes, type AuditRulePolicy } from '../../domain/audit/rules.ts';
import { policyFields, type ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { positiveDuration, type PolicyField, type PolicyKind } from '../../domain/order/policy-field.ts';
import type { Campaign, PromiseCalendar } from '../../domain/promise/ship-by.ts';
import { checkOf, TimeZone, timeOfDay } from './field-in.ts';
import { instant, fieldsAreValid, localDate, name } from './order-in.ts';

const seconds = z.int().min(positiveDuration.min).max(positiveDuration.max);
const AuditRuleIn: z.ZodType<AuditRulePolicy> = z.strictObject({
  rule: z.enum(auditCodes),
  limit: z.int().min(0).optional(),
  dueSeconds: seconds.optional(),
  dueAction: z.enum(dueActions).optional(),
});
const CalendarIn: z.ZodType<PromiseCalendar> = z
  .strictObject({
    timeZone: TimeZone,
    cutOff: timeOfDay,
    shipTime: timeOfDay.default('24:00'),
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7),
    holidays: z.array(localDate).max(500).default([]),
  })
  .refine(({ cutOff, shipTime }) => cutOff <= shipTime, {
    when: fieldsAreValid,
    path: ['shipTime'],
    error: 'not before the cut-off',
  });
const CampaignIn: z.ZodType<Campaign> = z
  .strictObject({ name, from: instant, to: instant, shipBySeconds: seconds })
  .refine(({ from, to }) => from < to, { path: ['to'], error: 'after from' })
  .transform(({ from, to, ...campaign }) => ({ ...campaign, fromAt: from, toAt: to }));

function policyCheckOf(kind: PolicyKind): z.ZodType {
  switch (kind.kind) {
    case 'audit':
      return z.array(AuditRuleIn).max(50);
    case 'calendar':
      return CalendarIn.nullable();
    case 'campaigns':
      return z.array(CampaignIn).max(100);
    default:
      return checkOf(kind);
  }
}

type PolicyShape = { [Name in keyof ChannelPolicy]: z.ZodType<ChannelPolicy[Name]> };
const fields: [string, PolicyField][] = Object.entries(policyFields);
const shape = Object.fromEntries(
  fields.map(([field, { description, defaultValue, ...kind }]) => [
    field,
    policyCheckOf(kind).describe(`${description} Default: ${JSON.stringify(defaultValue)}.`),
  ]),
) as PolicyShape; // entries lose the types of their names

/** Durations in seconds. */
export const ChannelPolicyIn = z.strictObject(shape).partial().meta({ id: 'ChannelPolicy' });
