// Channels, parties, routing profiles, API keys and persons.
import { defineEntity, p } from '@mikro-orm/core';
import type { ChannelPolicy } from '../../../domain/order/channel-policy.ts';
import type { ProfileData } from '../../../domain/routing/profile.ts';
import { roles, type Role, type Scope } from '../../../auth/api-key.ts';
import type { PartySetup } from '../../../domain/setup/party.ts';
import type { Method } from '../../../domain/values/method.ts';
import { instant } from './instant.ts';
import { oneOf } from './one-of.ts';

const ChannelSchema = defineEntity({
  name: 'Channel',
  tableName: 'channel',
  properties: {
    id: p.string().primary().length(80),
    name: p.string(),
    platform: p.string(),
    currency: p.string().length(3),
    policy: p.json<ChannelPolicy>(),
    webhookUrl: p.string().length(500).strictNullable(),
    webhookSecret: p.string().strictNullable().comment('Standard Webhooks secret, whsec_…'),
    profile: () =>
      p
        .manyToOne(Profile)
        .fieldName('profile_version')
        .createForeignKeyConstraint(false)
        .index(false)
        .comment('of orders for whose moment and method nothing is activated'),
    createdAt: instant().defaultRaw('now()'),
  },
});
export class Channel extends ChannelSchema.class {}
ChannelSchema.setClass(Channel);

/** A legal entity: head office, franchisee, operator. */
export const Party = defineEntity({
  name: 'Party',
  tableName: 'party',
  properties: {
    id: p.string().primary().length(80),
    name: p.string(),
    kind: p.string().$type<PartySetup['kind']>(),
    dailyQuota: p.integer().strictNullable().comment('most orders a day over all its locations; null = no limit'),
  },
});

/** A routing profile, immutable: a change is a new version. profile_activation and channel say where it is in force. */
const ProfileSchema = defineEntity({
  name: 'Profile',
  tableName: 'routing_profile',
  properties: {
    version: p.integer().primary(),
    profile: p.json<ProfileData>(),
    createdAt: instant().defaultRaw('now()'),
    archivedAt: instant().strictNullable().comment('never to be activated again'),
    /** Channels whose orders get this version when none is activated for them. */
    standingFor: () => p.oneToMany(Channel).mappedBy('profile'),
    activations: () => p.oneToMany(ProfileActivation).mappedBy('profile'),
  },
});
export class Profile extends ProfileSchema.class {}
ProfileSchema.setClass(Profile);

/** The period in which new orders of a channel and method get a version; no two overlap (db/sourcing/profiles.ts). */
const ProfileActivationSchema = defineEntity({
  name: 'ProfileActivation',
  tableName: 'profile_activation',
  checks: [{ name: 'profile_activation_dates_ck', expression: 'ends_at > starts_at' }],
  properties: {
    channelId: p.string().primary().length(80),
    method: p.string().$type<Method>().primary().length(20),
    startsAt: instant().primary(),
    endsAt: instant().strictNullable().comment('outside; null = until further notice'),
    profile: () => p.manyToOne(Profile).fieldName('version').createForeignKeyConstraint(false).index(false),
    activatedAt: instant().defaultRaw('now()'),
    activatedBy: p.string(),
    /** Activations that have not ended. */
    live: p.boolean().formula((of) => `(${of.endsAt} is null or ${of.endsAt} > now())`),
  },
});
export class ProfileActivation extends ProfileActivationSchema.class {}
ProfileActivationSchema.setClass(ProfileActivation);

export const BlockedBuyer = defineEntity({
  name: 'BlockedBuyer',
  tableName: 'blocked_buyer',
  properties: { channelId: p.string().primary(), buyerId: p.string().primary(), reason: p.text() },
});

/**
 * An API key, stored as SHA-256: a channel's, location's or carrier's has it as its scope, an operator's has scopes.
 * A row stays when the key has ended, so that its id keeps its meaning.
 */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  checks: [
    { name: 'api_key_role_ck', expression: oneOf('role', roles) },
    { name: 'api_key_scope_ck', expression: "(role = 'operator') = (scope is null)" },
    { name: 'api_key_scopes_ck', expression: "(role = 'operator') = (scopes is not null)" },
  ],
  indexes: [
    {
      name: 'api_key_successor',
      expression: 'create unique index api_key_successor on api_key (rotated_from) where revoked_at is null',
    },
  ],
  properties: {
    id: p.string().primary().length(100).comment('in logs, timelines and keys; no secret'),
    hash: p.string().length(64).unique('api_key_hash'),
    role: p.string().$type<Role>(),
    name: p.string().comment('what the key is for, in words of people'),
    scope: p.string().strictNullable().comment('its channel, location or carrier'),
    scopes: p.json<Scope[]>().strictNullable().comment('groups of routes that an operator may use'),
    createdAt: instant().defaultRaw('now()'),
    createdBy: p.string().default('command').comment('role, key id, person; command = npm run key, or the seed'),
    expiresAt: instant().strictNullable().comment('null = never'),
    lastUsedAt: instant().strictNullable().comment('to the minute'),
    revokedAt: instant().strictNullable(),
    rotatedFrom: p.string().length(100).strictNullable().comment('key id that it replaces'),
    request: p
      .string()
      .length(64)
      .strictNullable()
      .unique('api_key_request')
      .comment('hash of the request that made it; a repeat makes no second key'),
    expired: p.boolean().formula((of) => `coalesce(${of.expiresAt} <= now(), false)`),
    expiresSoon: p.boolean().formula((of) => `coalesce(${of.expiresAt} < now() + interval '14 days', false)`),
  },
});

/** A person behind the keys of a location, or of the operators: a code of their own choice, never a real name. */
export const Person = defineEntity({
  name: 'Person',
  tableName: 'person',
  properties: {
    locationId: p.string().primary().length(80).comment('empty = of the operators'),
    code: p.string().primary().length(32).comment('a pseudonym; never given to another person'),
    createdAt: instant().defaultRaw('now()'),
    createdBy: p.string().comment('who registered it: role, scope, key id, person'),
    endedAt: instant().strictNullable(),
  },
});

/** A signed event of a carrier: a replay changes nothing. Events with unknown numbers are matched later. */
export const CarrierEvent = defineEntity({
  name: 'CarrierEvent',
  tableName: 'carrier_event',
  indexes: [
    {
      name: 'carrier_event_open',
      expression:
        'create index carrier_event_open on carrier_event (carrier, tracking_number) where applied_at is null',
    },
  ],
  properties: {
    carrier: p.string().primary(),
    eventId: p.string().primary().length(200),
    trackingNumber: p.string(),
    event: p.string(),
    at: instant(),
    receivedAt: instant().defaultRaw('now()'),
    appliedAt: instant().strictNullable(),
    attempts: p.integer().default(0),
    nextAt: instant().defaultRaw('now()').comment('not tried again before'),
    parkedAt: instant().strictNullable().comment('given up until an operator asks for another try'),
  },
});

/** This database: the version of its schema, and how often it was restored; in one row. */
export const Installation = defineEntity({
  name: 'Installation',
  tableName: 'installation',
  checks: [{ name: 'installation_only_row_ck', expression: 'only_row' }],
  properties: {
    onlyRow: p.boolean().primary().default(true),
    schemaVersion: p.string().length(64),
    epoch: p.integer().default(0).comment('how often the database was restored from a backup'),
  },
});

/** A sweep that one process at a time does; the lease lasts until the next time. */
export const SweepLease = defineEntity({
  name: 'SweepLease',
  tableName: 'sweep_lease',
  properties: { name: p.string().primary().length(80), leasedUntil: instant() },
});
export const channelEntities = [
  Channel,
  Party,
  Profile,
  ProfileActivation,
  BlockedBuyer,
  ApiKey,
  Person,
  CarrierEvent,
  Installation,
  SweepLease,
];
