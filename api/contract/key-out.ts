// Keys and persons as the API shows them; never a hash.
import { z } from 'zod';
import { roles, scopes } from '../../auth/api-key.ts';

const at = z.iso.datetime({ offset: true });
const shown = {
  id: z.string(),
  name: z.string(),
  role: z.enum(roles),
  scope: z.string().nullable(),
  scopes: z.array(z.enum(scopes)).nullable(),
  state: z.enum(['USABLE', 'EXPIRED', 'REVOKED']),
  createdAt: at,
  createdBy: z.string(),
  expiresAt: at.nullable(),
  expiresSoon: z.boolean().describe('within 14 days'),
  lastUsedAt: at.nullable().describe('to the minute'),
  revokedAt: at.nullable(),
  rotatedFrom: z.string().nullable(),
};
export const KeyBody = z.object(shown).meta({ id: 'Key' });
export const MadeKeyBody = z
  .object({ ...shown, key: z.string().nullable().describe('shown once; null in the answer to a repeat') })
  .meta({ id: 'MadeKey' });
export const KeyPage = z.object({ items: z.array(KeyBody), nextCursor: z.string().nullable() }).meta({ id: 'KeyPage' });

export const PersonBody = z
  .object({
    code: z.string(),
    locationId: z.string().nullable().describe('null = of the operators'),
    createdAt: at,
    createdBy: z.string(),
    endedAt: at.nullable(),
  })
  .meta({ id: 'Person' });
export const PersonPage = z
  .object({ items: z.array(PersonBody), nextCursor: z.string().nullable() })
  .meta({ id: 'PersonPage' });
