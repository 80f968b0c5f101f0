// Keys and persons, as they may be asked for by API and by command.
import { z } from 'zod';
import { roles, scopes } from '../../auth/api-key.ts';
import { key, name } from './order-in.ts';

/** A pseudonym: what a timeline may show to everybody, and for ever. */
export const personCode = z.string().regex(/^[A-Za-z0-9_-]{1,32}$/, '1 to 32 letters, digits, _ and -');

/** The life of a key; it can be renewed by rotation only. */
export const lifeDays = z.coerce.number().int().min(1).max(3650);
/** How long a rotated key goes on beside its successor; 0 ends it at once. */
export const overlapHours = z.coerce.number().int().min(0).max(720).default(24);

/** A key that is wanted: operators name their scopes, all others the one thing that they speak for. */
export const NewKeyIn = z
  .strictObject({
    role: z.enum(roles),
    name,
    scope: key.optional(),
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .transform((all) => scopes.filter((one) => all.includes(one)))
      .optional(),
    days: lifeDays.default(365),
  })
  .superRefine(({ role, scope, scopes: groups }, context) => {
    const fault = (field: string, message: string): void => {
      context.addIssue({ code: 'custom', path: [field], message });
    };
    if (role === 'operator' && groups === undefined)
      fault('scopes', `an operator's key names what it may do: some of ${scopes.join(', ')}`);
    if (role === 'operator' && scope !== undefined) fault('scope', "an operator's key has scopes instead");
    if (role !== 'operator' && scope === undefined) fault('scope', `the id of the ${role} that the key speaks for`);
    if (role !== 'operator' && groups !== undefined) fault('scopes', 'only an operator has scopes');
  });
export type NewKeyIn = z.output<typeof NewKeyIn>;
