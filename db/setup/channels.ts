// The set-up of channels.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { Channel } from '../schema/entities/channel.ts';

export interface ChannelSetup {
  id: string;
  name: string;
  platform: string;
  currency: string;
  policy: ChannelPolicy;
  webhookUrl: string | null;
  webhookSecret: string | null;
  profileVersion: number;
}

/** A channel as a row of its table. */
export const channelRow = ({ profileVersion, ...channel }: ChannelSetup) => ({ ...channel, profile: profileVersion });

/** Replaces a channel; a repeat changes nothing. */
export async function putChannel(em: EntityManager, channel: ChannelSetup): Promise<void> {
  await em.upsert(Channel, channelRow(channel));
}
