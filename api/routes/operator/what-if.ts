// Past orders under another profile: the replay of `npm run what-if`, bounded so that it answers soon.
import { z } from 'zod';
import { loadProfile } from '../../../db/sourcing/profiles.ts';
import { whatIf } from '../../../db/replay/what-if.ts';
import { Result } from '../../contract/responses.ts';
import { Problem } from '../../http/problems.ts';
import { ProfileIn } from '../../contract/profile-in.ts';
import { route } from '../../http/route.ts';
import { instant, int4 } from '../../contract/order-in.ts';

const most = 500;
const Ask = z
  .strictObject({
    profileVersion: int4.min(1).optional(),
    profile: ProfileIn.optional(),
    from: instant,
    to: instant,
    limit: z.int().min(1).max(most).default(most),
  })
  .refine(
    (b) => (b.profile === undefined) !== (b.profileVersion === undefined),
    'give a profile, or the version of one',
  )
  .refine((b) => b.from < b.to, { path: ['to'], message: 'ends before it begins' });

export const whatIfRoutes = [
  route({
    method: 'post',
    path: '/v1/routing/what-if',
    roles: ['operator'],
    needs: 'planning',
    tag: 'routing',
    summary:
      `The first ${most} orders of a span under another profile, each with the stock it saw: both side by side. ` +
      'Writes nothing',
    body: Ask,
    answer: Result,
    handle: async ({ body, deps }) => {
      const em = deps.orm.em.fork();
      const profile = body.profile ? { ...body.profile, version: 0 } : await loadProfile(em, body.profileVersion ?? 0);
      if (!profile)
        throw new Problem('VALIDATION', 'there is no such profile version', {
          errors: [{ pointer: '/profileVersion', detail: 'unknown' }],
        });
      return whatIf(em, { profile, from: new Date(body.from), to: new Date(body.to), limit: body.limit });
    },
  }),
];
