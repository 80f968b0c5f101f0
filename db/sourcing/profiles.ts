// Routing profiles and their activations: versions are immutable, activations never overlap.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ProfileData, RoutingProfile } from '../../domain/routing/profile.ts';
import type { Method } from '../../domain/values/method.ts';

/** The profile of a version, or null when there is none. */
export async function loadProfile(em: EntityManager, version: number): Promise<RoutingProfile | null> {
  const [row] = await em.execute<{ profile: ProfileData }[]>('select profile from routing_profile where version = ?', [
    version,
  ]);
  return row ? { ...row.profile, version } : null;
}

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

const profileSql = `select r.version, r.profile ->> 'name' as name, to_json(r.created_at) #>> '{}' as "createdAt",
    to_json(r.archived_at) #>> '{}' as "archivedAt", r.profile, coalesce(c.ids, '{}') as "standingFor",
    coalesce(a.dates, '[]') as activations, case when r.archived_at is not null then 'ARCHIVED' when c.ids is not null
    or a.live then 'ACTIVE' else 'DRAFT' end as state
  from routing_profile r
  left join lateral (select array_agg(id order by id) as ids from channel where profile_version = r.version) c on true
  left join lateral (
    select jsonb_agg(
      jsonb_build_object('channelId', channel_id, 'method', method, 'from', starts_at, 'to', ends_at)
      order by starts_at, channel_id, method
    ) as dates,
      bool_or(ends_at is null or ends_at > now()) as live
    from profile_activation
    where version = r.version
  ) a
    on true`;

/** One version with its activations; null when there is none. ACTIVE: a channel uses it now or will. */
export async function readProfile(em: EntityManager, version: number): Promise<ProfileRow | null> {
  const [row] = await em.execute<ProfileRow[]>(`${profileSql} where r.version = ?`, [version]);
  return row ?? null;
}

/** A page of versions, newest first; one row more than the limit when others follow. */
export function listProfiles(em: EntityManager, page: { before: number | null; limit: number }): Promise<ProfileRow[]> {
  return em.execute(
    `${profileSql} where ?::int is null or r.version < ? order by r.version desc limit ${Math.trunc(page.limit) + 1}`,
    [page.before, page.before],
  );
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
    const [profile] = await tx.execute<{ archived: boolean }[]>(
      'select archived_at is not null as archived from routing_profile where version = ? for share',
      [ask.version],
    );
    if (!profile) return { kind: 'UNKNOWN_PROFILE' };
    if (!channel) return { kind: 'UNKNOWN_CHANNEL' };
    if (profile.archived) return { kind: 'ARCHIVED' };
    const others = await overlapping(tx, ask);
    if (others[0] && !ask.replace)
      return { kind: 'OVERLAPS', with: { version: others[0].version, from: others[0].from, to: others[0].to } };
    if (others.length > 0) await trimOverlapping(tx, ask);
    await tx.execute(
      `insert into profile_activation (channel_id, method, starts_at, ends_at, version, activated_by)
        values (?, ?, to_timestamp(? / 1000.0), to_timestamp(?::float8 / 1000.0), ?, ?)`,
      [ask.channelId, ask.method, ask.startsAt, ask.endsAt, ask.version, ask.by],
    );
    return { kind: 'ACTIVATED' };
  });
}

const span = `tstzrange(to_timestamp(? / 1000.0), to_timestamp(?::float8 / 1000.0))`;
const overlaps = `channel_id = ? and method = ? and tstzrange(starts_at, ends_at) && ${span}`;

function overlapping(
  tx: EntityManager,
  { channelId, method, startsAt, endsAt }: ActivationRequest,
): Promise<{ version: number; from: string; to: string | null }[]> {
  return tx.execute(
    `select version, to_json(starts_at) #>> '{}' as "from", to_json(ends_at) #>> '{}' as "to"
      from profile_activation
      where ${overlaps}
      order by starts_at`,
    [channelId, method, startsAt, endsAt],
  );
}

/** Keeps the parts of overlapping activations before and after the new one. */
async function trimOverlapping(
  tx: EntityManager,
  { channelId, method, startsAt, endsAt }: ActivationRequest,
): Promise<void> {
  await tx.execute(
    `with cut as (delete from profile_activation where ${overlaps} returning *)
     insert into profile_activation (channel_id, method, starts_at, ends_at, version, activated_at, activated_by)
     select channel_id, method, lower(piece), upper(piece), version, activated_at, activated_by
     from cut, unnest(tstzmultirange(tstzrange(starts_at, ends_at)) - tstzmultirange(${span})) piece`,
    [channelId, method, startsAt, endsAt, startsAt, endsAt],
  );
}

/** Archives a version for good; an active version is not archived. Null when there is none. */
export async function archiveProfile(em: EntityManager, version: number): Promise<'ARCHIVED' | 'ACTIVE' | null> {
  return em.transactional(async (tx) => {
    await tx.execute('select 1 from routing_profile where version = ? for update', [version]);
    const row = await readProfile(tx, version);
    if (!row || row.state === 'ACTIVE') return row && 'ACTIVE';
    await tx.execute('update routing_profile set archived_at = coalesce(archived_at, now()) where version = ?', [
      version,
    ]);
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
