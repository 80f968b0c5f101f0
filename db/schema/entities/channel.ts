// Channels, parties, routing profiles and API keys.
import { defineEntity, p } from '@mikro-orm/core';
import type { ChannelPolicy } from '../../../domain/order/channel-policy.ts';
import type { ProfileData } from '../../../domain/routing/profile.ts';
import { instant } from './instant.ts';

const ChannelSchema = defineEntity({
  name: 'Channel',
  tableName: 'channel',
  properties: {
    id: p.string().primary().length(80),
    name: p.string(),
    platform: p.string(),
    currency: p.string().length(3),
    policy: p.json<ChannelPolicy>(),
    webhookUrl: p.string().length(500).nullable(),
    webhookSecret: p.string().nullable().comment('Standard Webhooks secret, whsec_…'),
    profileVersion: p.integer().comment('of orders for whose moment and method nothing is activated'),
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
    kind: p.string(),
    dailyQuota: p.integer().nullable().comment('most orders a day over all its locations; null = no limit'),
  },
});

/** A routing profile, immutable: a change is a new version. profile_activation and channel say where it is in force. */
export const Profile = defineEntity({
  name: 'Profile',
  tableName: 'routing_profile',
  properties: {
    version: p.integer().primary(),
    profile: p.json<ProfileData>(),
    createdAt: instant().defaultRaw('now()'),
    archivedAt: instant().nullable().comment('never to be activated again'),
  },
});
/** The period in which new orders of a channel and method get a version; no two overlap (db/sourcing/profiles.ts). */
export const ProfileActivation = defineEntity({
  name: 'ProfileActivation',
  tableName: 'profile_activation',
  checks: [{ name: 'profile_activation_dates_ck', expression: 'ends_at > starts_at' }],
  properties: {
    channelId: p.string().primary().length(80),
    method: p.string().primary().length(20),
    startsAt: instant().primary(),
    endsAt: instant().nullable().comment('outside; null = until further notice'),
    version: p.integer(),
    activatedAt: instant().defaultRaw('now()'),
    activatedBy: p.string(),
  },
});

export const BlockedBuyer = defineEntity({
  name: 'BlockedBuyer',
  tableName: 'blocked_buyer',
  properties: { channelId: p.string().primary(), buyerId: p.string().primary(), reason: p.text() },
});

/** An API key, stored as SHA-256; the scope is its channel, location or carrier. */
export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  checks: [{ name: 'api_key_role_ck', expression: "role in ('channel', 'location', 'carrier', 'operator')" }],
  properties: {
    hash: p.string().primary().length(64),
    role: p.string(),
    name: p.string(),
    scope: p.string().nullable(),
    expiresAt: instant().nullable(),
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
    appliedAt: instant().nullable(),
  },
});
export const channelEntities = [Channel, Party, Profile, ProfileActivation, BlockedBuyer, ApiKey, CarrierEvent];
