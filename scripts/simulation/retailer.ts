// The retailer of one run: the converted file, random stock and quotas, and a channel whose waits take seconds.
import { createHash } from 'node:crypto';
import type { Retailer, SeedLocation, SeedStock } from '../../db/seed/retailer.ts';
import { defaultPolicy, type ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import { builtInProfiles } from '../../domain/routing/profiles/built-in.ts';
import { olistToleranceMinor, type OlistRetailer } from '../olist/convert.ts';
import { nearestTo } from './orders.ts';
import { diceFor } from './random.ts';

const fast: ChannelPolicy = {
  ...defaultPolicy,
  totalsToleranceMinor: olistToleranceMinor,
  offerSeconds: 3,
  minOfferSeconds: 1,
  maxOffers: 4,
  exclusionSeconds: 3600,
  pauseAfterExpiries: 3,
  handlingSeconds: 1,
  shipBySeconds: 30,
  readyBySeconds: 10,
  pickupStorageSeconds: 6,
  pickupExtensionSeconds: 4,
  buyerChoiceSeconds: 6,
  transferSeconds: 8,
  deliverySeconds: 10,
  interceptSeconds: 3,
  refundPendingSeconds: 60,
};

/**
 * `policy` overrides the simulation's usual one, in which even days take seconds; `pickupShare` is the fraction of
 * pickup orders among those that could be.
 */
export interface Run {
  id: string;
  seed: number;
  webhookUrl: string;
  policy?: Partial<ChannelPolicy>;
  pickupShare?: number;
}

/** The channel of a run's orders. */
export const channelOf = (run: Pick<Run, 'id'>): string => `sim-${run.id}`;
/** Keys of a run follow from its id; they give access to its own channel and stores only. */
export const keyOf = (run: Pick<Run, 'id'>, role: 'channel' | 'location' | 'operator', scope = ''): string =>
  `sim-${createHash('sha256').update(`${run.id} ${role} ${scope}`).digest('hex').slice(0, 40)}`;

/** All rows that the database must have before the first order. */
export function simulatedRetailer({ party, locations, products, orders }: OlistRetailer, run: Run): Retailer {
  const channel = channelOf(run);
  const webhookSecret = `whsec_${createHash('sha256').update(`webhooks of ${channel}`).digest('base64')}`;
  return {
    parties: [party],
    profiles: builtInProfiles,
    carriers: [{ id: 'sandbox', name: 'Sandbox carrier' }],
    channels: [
      {
        id: channel,
        name: `Simulation ${run.id}`,
        platform: 'MARKETPLACE',
        currency: 'BRL',
        policy: { ...fast, ...run.policy },
        webhookUrl: run.webhookUrl,
        webhookSecret,
        profileVersion: completeNearest.version,
      },
    ],
    locations: locations.map((location) => withMethods(withQuota(location, run), run)),
    products,
    stock: stockOf({ locations, orders }, run),
    keys: [
      { role: 'channel', name: channel, key: keyOf(run, 'channel'), scope: channel },
      { role: 'operator', name: channel, key: keyOf(run, 'operator'), scope: null },
      ...locations.map(({ id }) => ({
        role: 'location' as const,
        name: id,
        key: keyOf(run, 'location', id),
        scope: id,
      })),
    ],
  };
}

const withQuota = (location: SeedLocation, run: Run): SeedLocation => {
  const dice = diceFor(run.seed, `quota ${unprefixed(location.id, run)}`);
  return dice.chance(0.1) ? { ...location, dailyQuota: 1 + dice.below(3) } : location;
};

/** Some locations send goods to pickup stores. */
const withMethods = (location: SeedLocation, run: Run): SeedLocation => {
  const sends = diceFor(run.seed, `methods ${unprefixed(location.id, run)}`).chance(0.4);
  return { ...location, methods: ['HOME_DELIVERY', 'STORE_PICKUP', ...(sends ? ['SHIP_TO_STORE' as const] : [])] };
};

/** Ids without the run's prefix, so that decisions depend on the seed alone. */
const unprefixed = (id: string, run: Run): string => id.replace(`${run.id}-`, '');

/**
 * Per product some stores have enough and more, some only a part, often including one near a buyer; a few products are
 * nowhere.
 */
function stockOf({ locations, orders }: Pick<OlistRetailer, 'locations' | 'orders'>, run: Run): SeedStock[] {
  return Object.entries(
    Object.groupBy(
      orders.flatMap((order) => order.lines.map((line) => ({ ...line, order }))),
      ({ sku }) => sku,
    ),
  ).flatMap(([sku, wanted = []]) => {
    const dice = diceFor(run.seed, `stock ${unprefixed(sku, run)}`);
    if (dice.chance(0.03)) return [];
    const units = wanted.reduce((sum, { quantity }) => sum + quantity, 0);
    const nearBuyer = dice.chance(0.6) ? nearestTo(dice.pick(wanted).order, locations) : null;
    const chosen = new Set([
      ...(nearBuyer === null ? [] : [nearBuyer]),
      ...Array.from({ length: 1 + dice.below(4) }, () => dice.pick(locations).id),
    ]);
    return [...chosen].map((locationId): SeedStock => ({
      locationId,
      sku,
      onHand: 1 + dice.below(2 * units + 1),
      safety: dice.chance(0.1) ? 1 : 0,
    }));
  });
}
