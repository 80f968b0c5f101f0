// Channels, parties, routing profiles and API keys.
import { defineEntity, p } from '@mikro-orm/core';
import type { ChannelPolicy } from '../../../domain/order/channel-policy.ts';
import type { ProfileData } from '../../../domain/routing/profile.ts';
import { roles, type Role } from '../../../auth/api-key.ts';
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

/** An API key, stored as SHA-256; the scope is its channel, location or carrier. */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  checks: [{ name: 'api_key_role_ck', expression: oneOf('role', roles) }],
  properties: {
    hash: p.string().primary().length(64),
    role: p.string().$type<Role>(),
    name: p.string(),
    scope: p.string().strictNullable(),
    expiresAt: instant().strictNullable(),
    createdAt: instant().defaultRaw('now()'),
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
  },
});
export const channelEntities = [Channel, Party, Profile, ProfileActivation, BlockedBuyer, ApiKey, CarrierEvent];
