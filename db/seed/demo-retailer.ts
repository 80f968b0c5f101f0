// The retailer of `npm start`: the JSON files of this folder, completed and written. `npm run demo` uses the stage
// locations: open round the clock, in a province of their own, without stock until the demo adds it.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { MikroORM } from '@mikro-orm/postgresql';
import { defaultPolicy, type ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import { builtInProfiles } from '../../domain/routing/profiles/built-in.ts';
import { methods, services } from '../../domain/values/method.ts';
import type { OpeningHours } from '../../domain/values/time.ts';
import { anyOf } from '../connection/any-of.ts';
import { Channel } from '../schema/entities/channel.ts';
import type { ChannelSetup } from '../setup/channels.ts';
import {
  seedRetailer,
  type Retailer,
  type SeedCarrier,
  type SeedKey,
  type SeedLocation,
  type SeedParty,
  type SeedProduct,
} from './retailer.ts';
import { demoStock, type StockRules } from './stock-pattern.ts';

interface ChannelFile {
  id: string;
  name: string;
  platform: string;
  currency: string;
  writeBacks: boolean;
  policy: Partial<ChannelPolicy>;
}
type LocationFile = Omit<SeedLocation, 'openingHours'> & OpeningHours & { safetyStock: number };
/** The sandbox's path for write-backs; it marks a demo channel that still sends there. */
const webhookPath = '/channel/webhooks';

/**
 * Writes the missing rows of the demo retailer; repeats change nothing, and live stock is never reset. The demo's
 * channels follow the sandbox's address. `keys` are demoKeys() or others with the same rights.
 */
export async function seedDemoRetailer(
  orm: MikroORM,
  { webhookUrl, keys }: { webhookUrl: string; keys: SeedKey[] },
): Promise<void> {
  await seedRetailer(orm, { ...demoRetailer(webhookUrl), keys });
  await orm.em.fork().nativeUpdate(
    Channel,
    {
      id: anyOf(read<ChannelFile[]>('channels').map((one) => one.id)),
      webhookUrl: { $ne: webhookUrl, $like: `%${webhookPath}` },
    },
    { webhookUrl },
  );
}

/**
 * The API keys of the demo: one per channel, location and carrier, and an operator's. They are fixed, so that people
 * can read and type them.
 */
export const demoKeys = (): SeedKey[] => demoRetailer(webhookPath).keys;

function demoRetailer(webhookUrl: string): Retailer {
  const channels = read<ChannelFile[]>('channels').map((one) => channelOf(one, webhookUrl));
  const shops = read<LocationFile[]>('locations');
  const places = [...shops, ...read<LocationFile[]>('stage-locations')];
  const products = read<SeedProduct[]>('products');
  const carriers = read<SeedCarrier[]>('carriers');
  const safety = new Map(shops.map((one) => [one.id, one.safetyStock]));
  return {
    parties: read<SeedParty[]>('parties'),
    profiles: builtInProfiles,
    carriers,
    channels,
    locations: places.map(locationOf),
    products,
    stock: demoStock(shops, products, read<StockRules>('stock')).map((row) => ({
      ...row,
      safety: safety.get(row.locationId) ?? 0,
    })),
    keys: [
      ...channels.map((one) => demoKey('channel', one.id)),
      { role: 'operator', name: 'operator', key: 'demo-operator', scope: null },
      ...carriers.map((one) => demoKey('carrier', one.id)),
      ...places.map((one) => demoKey('location', one.id)),
    ],
  };
}

const demoKey = (role: 'channel' | 'location' | 'carrier', scope: string): SeedKey => ({
  role,
  name: scope,
  key: `demo-${role}-${scope}`,
  scope,
});

function channelOf(
  { id, name, platform, currency, policy, writeBacks }: ChannelFile,
  webhookUrl: string,
): ChannelSetup {
  const webhook = writeBacks
    ? { webhookUrl, webhookSecret: demoWebhookSecret(id) }
    : { webhookUrl: null, webhookSecret: null };
  return {
    id,
    name,
    platform,
    currency,
    policy: { ...defaultPolicy, ...policy },
    ...webhook,
    profileVersion: completeNearest.version,
  };
}

/** The webhook secret of a demo channel: always the same, and no secret outside a demo. */
export const demoWebhookSecret = (channelId: string): string =>
  `whsec_${createHash('sha256').update(`demo webhooks of ${channelId}`).digest('base64')}`;

const locationOf = ({ weekly, special, ...location }: LocationFile): SeedLocation => ({
  ...location,
  openingHours: { weekly, special },
  methods: location.kind === 'WAREHOUSE' ? [...services] : [...methods],
});

const read = <T>(name: string): T => JSON.parse(readFileSync(new URL(`./${name}.json`, import.meta.url), 'utf8')) as T;
