// Persons behind keys: a location registers its own, an operator those of the operators or of any location.
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { locationExists } from '../../../db/setup/locations.ts';
import { endPerson, listPersons, readPerson, registerPerson } from '../../../db/setup/persons.ts';
import { personCode } from '../../contract/key-in.ts';
import { PersonBody, PersonPage } from '../../contract/key-out.ts';
import { key, opaqueCursor, pageLimit } from '../../contract/order-in.ts';
import { actorOf, type Principal } from '../../http/authenticate.ts';
import { keyCursor, keyOfCursor, pageOf } from '../../http/cursor.ts';
import { Problem } from '../../http/problems.ts';
import { requireExisting } from '../../http/require-existing.ts';
import { route } from '../../http/route.ts';

const common = { roles: ['operator', 'location'], needs: 'keys', tag: 'keys' } as const;
const params = z.strictObject({ code: personCode });
const query = z.strictObject({ locationId: key.optional() });

const unknown = (): Problem =>
  new Problem('NOT_FOUND', 'there is no such person; register it with PUT /v1/persons/{code}');

/** Whose persons are meant: a location's own, an operator's choice. */
async function ownerOf(em: EntityManager, { role, scope }: Principal, locationId: string | undefined): Promise<string> {
  if (role === 'operator') {
    if (locationId !== undefined) requireExisting(await locationExists(em, locationId), '/locationId');
    return locationId ?? '';
  }
  if (locationId !== undefined && locationId !== scope) throw new Problem('NOT_FOUND', 'there is no such location');
  return scope;
}

export const personRoutes = [
  route({
    ...common,
    method: 'put',
    path: '/v1/persons/:code',
    summary:
      'Register a person by a code, a pseudonym that acts carry in the header X-Person and timelines show; ' +
      'the code of a person who has ended is not given again',
    params,
    query,
    answer: PersonBody,
    handle: async ({ params: { code }, query: { locationId }, principal, deps }) => {
      const em = deps.orm.em.fork();
      const owner = await ownerOf(em, principal, locationId);
      const person = await registerPerson(em, { locationId: owner, code, by: actorOf(principal) });
      if (person.endedAt !== null)
        throw new Problem('PERSON_CLOSED', `code: ${code} ended at ${person.endedAt}; choose another`);
      return person;
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/v1/persons/:code',
    summary: 'One person',
    params,
    query,
    answer: PersonBody,
    handle: async ({ params: { code }, query: { locationId }, principal, deps }) => {
      const em = deps.orm.em.fork();
      const person = await readPerson(em, { locationId: await ownerOf(em, principal, locationId), code });
      if (!person) throw unknown();
      return person;
    },
  }),
  route({
    ...common,
    method: 'get',
    path: '/v1/persons',
    summary: 'Persons by code: of the operators or, for a location, its own; those who have ended too',
    query: query.extend({ cursor: opaqueCursor.optional(), limit: pageLimit(500, 100) }),
    answer: PersonPage,
    handle: async ({ query: { locationId, cursor, limit }, principal, deps }) => {
      const em = deps.orm.em.fork();
      const owner = await ownerOf(em, principal, locationId);
      return pageOf(
        await listPersons(em, { locationId: owner, after: keyOfCursor(cursor), limit }),
        limit,
        ({ code }) => keyCursor(code),
      );
    },
  }),
  route({
    ...common,
    method: 'post',
    path: '/v1/persons/:code/end',
    summary: 'End a person: acts that name it are refused within 2 s; a repeat changes nothing',
    params,
    query,
    answer: PersonBody,
    handle: async ({ params: { code }, query: { locationId }, principal, deps }) => {
      const em = deps.orm.em.fork();
      const person = await endPerson(em, { locationId: await ownerOf(em, principal, locationId), code });
      if (!person) throw unknown();
      return person;
    },
  }),
];
