// The contract of a routing profile, built from the register of criteria: a new criterion is checked and documented
// once it is registered.
import { z } from 'zod';
import { profileErrors } from '../../domain/routing/profile-check.ts';
import type { ProfileData, CriterionUse } from '../../domain/routing/profile.ts';
import { register } from '../../domain/routing/register.ts';
import type { Fields } from '../../domain/values/field.ts';
import { shapeOf } from './field-in.ts';
import { amountMinor, name } from './order-in.ts';

const most = 500;

type Registered = ReadonlyMap<string, { name: string; description: string; parameters: Fields }>;

/** One criterion of a register with exactly its own parameters. */
function useOf(of: Registered, more: z.ZodRawShape = {}): z.ZodType<CriterionUse> {
  const options = [...of.values()].map((criterion) =>
    z
      .strictObject({ criterion: z.literal(criterion.name), ...shapeOf(criterion.parameters), ...more })
      .describe(criterion.description),
  );
  return z.discriminatedUnion('criterion', options as [(typeof options)[0], ...typeof options], {
    error: `one of ${[...of.keys()].join(', ')}`,
  }) as unknown as z.ZodType<CriterionUse>;
}

const Strategy = z.strictObject({
  split: z.enum(['NEVER', 'BY_LINE', 'BY_QUANTITY']).default('BY_QUANTITY'),
  partial: z.boolean().default(true),
  maxParcels: z.int().min(1).max(100).nullable().default(null),
  minParcelValueMinor: amountMinor.default(0),
  keepTogether: z
    .strictObject({
      gifts: z.boolean().default(false),
      goodsClasses: z.array(name).max(most).default([]),
      skus: z.array(z.array(name).min(2).max(most)).max(most).default([]),
    })
    .prefault({}),
});
const Ranking = z.discriminatedUnion('by', [
  z.strictObject({ by: z.literal('ORDER'), criteria: z.array(useOf(register.ranking)).min(1).max(50) }),
  z.strictObject({
    by: z.literal('WEIGHT'),
    criteria: z
      .array(useOf(register.ranking, { weight: z.number().gt(0).max(1_000_000) }))
      .min(1)
      .max(50),
  }),
]);
const Rule = z.strictObject({
  name,
  when: z.array(useOf(register.conditions)).max(50).default([]),
  eligibility: z.array(useOf(register.eligibility)).max(50).default([]),
  strategy: Strategy.prefault({}),
  ranking: Ranking,
  rest: z.union([z.enum(['UNROUTED', 'HOLD', 'CANCEL']), z.strictObject({ toRule: name })]).default('UNROUTED'),
});
const Shape = z.strictObject({
  name,
  prefer: z.enum(['NEAREST', 'CHEAPEST']).default('NEAREST'),
  rules: z.array(Rule).min(1, 'a profile needs a rule').max(20),
});

/** A whole profile; every error names its place. */
export const ProfileIn = Shape.superRefine((profile, check) => {
  for (const { pointer, detail } of profileErrors(profile as ProfileData))
    check.addIssue({ code: 'custom', path: pointer.split('/').slice(1), message: detail });
})
  .transform((profile): ProfileData => profile as ProfileData)
  .meta({
    id: 'RoutingProfile',
    description: 'Rules in order: conditions, eligibility, split strategy, ranking, and the action for the rest',
  });
