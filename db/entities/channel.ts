// Who sells, who owns, who may call.
import { defineEntity, p } from '@mikro-orm/core';
import type { ChannelPolicy } from '../../domain/policy.ts';
import type { RoutingProfile } from '../../domain/routing/request.ts';

const ChannelSchema = defineEntity({
  name: 'Channel', tableName: 'channel',
  properties: {
    id: p.string().primary().length(80), name: p.string(), platform: p.string(), currency: p.string().length(3), policy: p.json<ChannelPolicy>(),
    webhookUrl: p.string().length(500).nullable(), webhookSecret: p.string().nullable().comment('Standard Webhooks secret, whsec_…'), profileVersion: p.integer(), createdAt: p.datetime().defaultRaw('now()'),
  },
});
export class Channel extends ChannelSchema.class {}
ChannelSchema.setClass(Channel);

/** A legal entity: head office, franchisee, operator. */
export const Party = defineEntity({ name: 'Party', tableName: 'party', properties: { id: p.string().primary().length(80), name: p.string(), kind: p.string() } });

/** Immutable once published; a channel points at its active version. */
export const Profile = defineEntity({ name: 'Profile', tableName: 'routing_profile', properties: { version: p.integer().primary(), profile: p.json<RoutingProfile>(), publishedAt: p.datetime().defaultRaw('now()') } });

export const BlockedBuyer = defineEntity({ name: 'BlockedBuyer', tableName: 'blocked_buyer', properties: { channelId: p.string().primary(), buyerId: p.string().primary(), reason: p.text() } });

/** Bearer keys, stored as SHA-256; the scope is the channel, location or carrier the key speaks for. */
export const ApiKey = defineEntity({
  name: 'ApiKey', tableName: 'api_key', checks: [{ name: 'api_key_role_ck', expression: "role in ('channel', 'location', 'carrier', 'operator')" }],
  properties: { hash: p.string().primary().length(64), role: p.string(), name: p.string(), scope: p.string().nullable(), expiresAt: p.datetime().nullable(), createdAt: p.datetime().defaultRaw('now()') },
});

/** A carrier, where it delivers (a list of provinces, null = everywhere) and the secret it signs its webhooks with (its name in the environment, never the secret). */
export const Carrier = defineEntity({ name: 'Carrier', tableName: 'carrier', properties: { id: p.string().primary().length(80), name: p.string(), provinces: p.json<string[]>().nullable() } });

/** Signed calls that were seen: a replay changes nothing. Unknown numbers are kept and matched later. */
export const CarrierEvent = defineEntity({
  name: 'CarrierEvent', tableName: 'carrier_event',
  indexes: [{ name: 'carrier_event_open', expression: 'create index carrier_event_open on carrier_event (carrier, tracking_number) where applied_at is null' }],
  properties: { carrier: p.string().primary(), eventId: p.string().primary().length(200), trackingNumber: p.string(), event: p.string(), at: p.datetime(), receivedAt: p.datetime().defaultRaw('now()'), appliedAt: p.datetime().nullable() },
});
export const channelEntities = [Channel, Party, Profile, BlockedBuyer, ApiKey, Carrier, CarrierEvent];
