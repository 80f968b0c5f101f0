// Persons behind the keys of a location or of the operators, by codes of their own: no real names.
import type { InferEntity } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import { Person } from '../schema/entities/channel.ts';

/** Whose person, and the code; an empty location means the operators. */
export interface PersonRef {
  locationId: string;
  code: string;
}

export interface PersonRow {
  code: string;
  /** Null = of the operators. */
  locationId: string | null;
  createdAt: string;
  createdBy: string;
  endedAt: string | null;
}

const personRow = ({ locationId, ...row }: InferEntity<typeof Person>): PersonRow => ({
  ...row,
  locationId: locationId || null,
});

/** A person, also one who has ended. */
export async function readPerson(em: EntityManager, { locationId, code }: PersonRef): Promise<PersonRow | null> {
  const found = await em.findOne(Person, { locationId, code }, { refresh: true });
  return found && personRow(found);
}

/** Registers a person; a repeat changes nothing. Who has ended stays so: a code means one person for ever. */
export async function registerPerson(
  em: EntityManager,
  { by, ...ref }: PersonRef & { by: string },
): Promise<PersonRow> {
  await em.upsert(Person, { ...ref, createdBy: by }, { onConflictAction: 'ignore' });
  const row = await readPerson(em, ref);
  if (!row) throw new Error('a registered person is not there');
  return row;
}

/** Ends a person, at once; a repeat changes nothing. Null when there is none. */
export async function endPerson(em: EntityManager, ref: PersonRef): Promise<PersonRow | null> {
  await em.execute('update person set ended_at = now() where location_id = ? and code = ? and ended_at is null', [
    ref.locationId,
    ref.code,
  ]);
  return readPerson(em, ref);
}

/** Persons by their codes, one more than the limit when others follow. */
export async function listPersons(
  em: EntityManager,
  { locationId, after, limit }: { locationId: string; after: string; limit: number },
): Promise<PersonRow[]> {
  const rows = await em.find(
    Person,
    { locationId, code: { $gt: after } },
    { orderBy: { code: 'asc' }, limit: limit + 1 },
  );
  return rows.map(personRow);
}
