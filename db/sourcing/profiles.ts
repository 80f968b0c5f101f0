// Routing profiles and their activations: versions are immutable, activations never overlap.
import { LockMode, raw, type Loaded, type QueryOrderMap } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ProfileData, RoutingProfile } from '../../domain/routing/profile.ts';
import type { Method } from '../../domain/values/method.ts';
import { Profile, ProfileActivation } from '../schema/entities/channel.ts';

/** The profile of a version, or null when there is none. */
export async function loadProfile(em: EntityManager, version: number): Promise<RoutingProfile | null> {
  const row = await em.findOne(Profile, { version }, { fields: ['profile'] });
  return row && { ...row.profile, version };
}

/** Says whether there is a profile of this version. */
export const profileExists = async (em: EntityManager, version: number): Promise<boolean> =>
  (await em.count(Profile, { version })) > 0;

/** Says whether a version can be activated: it exists and is not archived. */
export const isUsable = async (em: EntityManager, version: number): Promise<boolean> =>
  (await em.count(Profile, { version, archivedAt: null })) > 0;

/** Saves a profile as the next version: a draft, in force nowhere. */
export async function addProfile(em: EntityManager, profile: ProfileData): Promise<number> {
  return em.transactional(async (tx) => {
    await tx.execute('lock table routing_profile in share row exclusive mode');
    const [row] = await tx.execute<{ version: number }[]>(
      `insert into routing_profile (version, profile)
        select coalesce(max(version), 0) + 1, ?::jsonb
        from routing_profile
        returning version`,
      [JSON.stringify(profile)],
    );
    if (!row) throw new Error('the database answered nothing');
    return row.version;
  });
}

export type ProfileState = 'DRAFT' | 'ACTIVE' | 'ARCHIVED';
export interface Activation {
  channelId: string;
  method: Method;
  from: string;
  to: string | null;
}
/** `standingFor`: the channels that use it when nothing is activated for them. */
export interface ProfileRow {
  version: number;
  name: string;
  state: ProfileState;
  createdAt: string;
  archivedAt: string | null;
  standingFor: string[];
  activations: Activation[];
  profile: ProfileData;
}

/** Loads a version with the channels that use it by default and its activations, in one statement. */
const whole = {
  fields: ['*', 'standingFor.id', 'activations.*'],
  populate: ['standingFor', 'activations'],
  strategy: 'joined',
} as const;
/** Selects by one key at a time: the ORM takes all keys of a row together for the row itself. */
const inOrder: QueryOrderMap<Profile>[] = [
  { version: 'desc' },
  { standingFor: { id: 'asc' } },
  { activations: { startsAt: 'asc' } },
  { activations: { channelId: 'asc' } },
  { activations: { method: 'asc' } },
];
type Whole = Loaded<Profile, 'standingFor' | 'activations', (typeof whole.fields)[number]>;

function profileRow({ version, profile, createdAt, archivedAt, standingFor, activations }: Whole): ProfileRow {
  const inForce = standingFor.length > 0 || activations.getItems().some(({ live }) => live);
  return {
    version,
    name: profile.name,
    state: archivedAt !== null ? 'ARCHIVED' : inForce ? 'ACTIVE' : 'DRAFT',
    createdAt,
    archivedAt,
    standingFor: standingFor.getItems().map(({ id }) => id),
    activations: activations
      .getItems()
      .map(({ channelId, method, startsAt, endsAt }) => ({ channelId, method, from: startsAt, to: endsAt })),
    profile,
  };
}

/** One version with its activations; null when there is none. ACTIVE: a channel uses it now or will. */
export async function readProfile(em: EntityManager, version: number): Promise<ProfileRow | null> {
  const found = await em.findOne(Profile, { version }, { ...whole, orderBy: inOrder });
  return found && profileRow(found);
}

/** A page of versions, newest first; one row more than the limit when others follow. */
export async function listProfiles(
  em: EntityManager,
  { before, limit }: { before: number | null; limit: number },
): Promise<ProfileRow[]> {
  const rows = await em.find(Profile, before === null ? {} : { version: { $lt: before } }, {
    ...whole,
    orderBy: inOrder,
    limit: limit + 1,
  });
  return rows.map(profileRow);
}

export interface ActivationRequest {
  version: number;
  channelId: string;
  method: Method;
  startsAt: number;
  endsAt: number | null;
  replace: boolean;
  by: string;
}
export type ActivationResult =
  | { kind: 'ACTIVATED' }
  | { kind: 'UNKNOWN_PROFILE' | 'UNKNOWN_CHANNEL' | 'ARCHIVED' }
  | { kind: 'OVERLAPS'; with: { version: number; from: string; to: string | null } };

/**
 * Puts a version in force for new orders of a channel and method between two instants. Overlapping activations are
 * refused or, with `replace`, cut back to the time outside. Existing orders keep their version.
 */
export async function activateProfile(em: EntityManager, ask: ActivationRequest): Promise<ActivationResult> {
  return em.transactional(async (tx): Promise<ActivationResult> => {
    const [channel] = await tx.execute<unknown[]>('select 1 from channel where id = ? for no key update', [
      ask.channelId,
    ]); // one activation of a channel at a time
    const profile = await tx.findOne(
      Profile,
      { version: ask.version },
      { fields: ['archivedAt'], lockMode: LockMode.PESSIMISTIC_READ },
    );
    if (!profile) return { kind: 'UNKNOWN_PROFILE' };
    if (!channel) return { kind: 'UNKNOWN_CHANNEL' };
    if (profile.archivedAt !== null) return { kind: 'ARCHIVED' };
    const others = await overlapping(tx, ask);
    const [other] = others;
    if (other && !ask.replace)
      return { kind: 'OVERLAPS', with: { version: other.profile.version, from: other.startsAt, to: other.endsAt } };
    if (other) await trimOverlapping(tx, ask);
    await tx.insert(ProfileActivation, {
      channelId: ask.channelId,
      method: ask.method,
      startsAt: isoOf(ask.startsAt),
      endsAt: ask.endsAt === null ? null : isoOf(ask.endsAt),
      profile: ask.version,
      activatedBy: ask.by,
    });
    return { kind: 'ACTIVATED' };
  });
}

const isoOf = (at: number): string => new Date(at).toISOString();

const overlapping = (tx: EntityManager, { channelId, method, startsAt, endsAt }: ActivationRequest) =>
  tx.find(
    ProfileActivation,
    {
      channelId,
      method,
      ...(endsAt === null ? {} : { startsAt: { $lt: isoOf(endsAt) } }),
      $or: [{ endsAt: null }, { endsAt: { $gt: isoOf(startsAt) } }],
    },
    { orderBy: { startsAt: 'asc' } },
  );

const span = `tstzrange(to_timestamp(? / 1000.0), to_timestamp(?::float8 / 1000.0))`;

/** Keeps the parts of overlapping activations before and after the new one. */
async function trimOverlapping(
  tx: EntityManager,
  { channelId, method, startsAt, endsAt }: ActivationRequest,
): Promise<void> {
  await tx.execute(
    `with cut as (delete from profile_activation
       where channel_id = ? and method = ? and tstzrange(starts_at, ends_at) && ${span}
       returning *)
     insert into profile_activation (channel_id, method, starts_at, ends_at, version, activated_at, activated_by)
     select channel_id, method, lower(piece), upper(piece), version, activated_at, activated_by
     from cut, unnest(tstzmultirange(tstzrange(starts_at, ends_at)) - tstzmultirange(${span})) piece`,
    [channelId, method, startsAt, endsAt, startsAt, endsAt],
  );
}

/** Archives a version for good; an active version is not archived. Null when there is none. */
export async function archiveProfile(em: EntityManager, version: number): Promise<'ARCHIVED' | 'ACTIVE' | null> {
  return em.transactional(async (tx) => {
    await tx.findOne(Profile, { version }, { fields: ['version'], lockMode: LockMode.PESSIMISTIC_WRITE });
    const row = await readProfile(tx, version);
    if (!row || row.state === 'ACTIVE') return row && 'ACTIVE';
    await tx.nativeUpdate(Profile, { version }, { archivedAt: raw('coalesce(archived_at, now())') });
    return 'ARCHIVED';
  });
}

/** The SQL of a channel's current activations, as `a`: they do not overlap, so that there is one per method. */
export const activatedNow = (channelId: string): string =>
  `profile_activation a
    where a.channel_id = ${channelId} and a.starts_at <= now() and (a.ends_at is null or a.ends_at > now())`;

/** The version that a new order of this order's channel and method would get now; null when there is no such order. */
export async function versionInForce(em: EntityManager, orderId: string): Promise<number | null> {
  const [row] = await em.execute<{ version: number }[]>(
    `select coalesce(
        (select a.version from ${activatedNow('o.channel_id')} and a.method = o.method), c.profile_version
      ) as version
     from orders o join channel c on c.id = o.channel_id where o.id = ?`,
    [orderId],
  );
  return row?.version ?? null;
}
