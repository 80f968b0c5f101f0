// One order, read by one call of read_order with everything that a message to it needs.
import type { EntityManager } from '@mikro-orm/postgresql';
import { openHours, scheduleOf } from '../../calendar/open-interval-cache.ts';
import { carriersReaching } from '../../domain/carriers/reach.ts';
import type { ServiceArea } from '../../domain/carriers/terms.ts';
import type { OrderRead, PreviousAnswer } from '../../domain/handle.ts';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import type { Change } from '../../domain/order/change.ts';
import type { MessageName, MessageOf } from '../../domain/order/messages.ts';
import type { Order } from '../../domain/order/order.ts';
import type { RoutingProfile } from '../../domain/routing/profile.ts';
import type { TransferLines } from '../inventory/transfers.ts';
import { orderCodec, type PartName } from './order-row.ts';
import { partNames, partTables } from './tables.ts';

/** An order as it is stored, with the counters that number its next rows. */
export interface StoredOrder<N extends MessageName = MessageName> extends OrderRead<N> {
  /** The instant of the read as the database gave it, with microseconds. */
  readAt: string;
  /** Routing decisions and write-backs so far. */
  decisions: number;
  writeBacks: number;
  /** Products on their way to the buyer's store, by fulfillment order. */
  transfers: Record<string, TransferLines>;
}

/** The answer of read_order. */
export type OrderAnswer<N extends MessageName = MessageName> = Record<PartName, unknown[][] | null> & {
  now: string;
  order: unknown[];
  policy: ChannelPolicy;
  profiles: { version: number; key: string; profile: Omit<RoutingProfile, 'version'> | null }[];
  products: Change['products'] | null;
  previousAnswer: PreviousAnswer<N> | null;
  keyReused: boolean;
  blocked: boolean;
  carriers: { id: string; areas: ServiceArea[] }[] | null;
  schedules: Record<string, [timeZone: string, openingHours: string]> | null;
  transfers: Record<string, TransferLines> | null;
  decisions: number;
  writeBacks: number | null;
};

/** Routing profiles that were already read, by key, per database. */
const knownProfiles = new WeakMap<object, Map<string, RoutingProfile>>();
const mostKeysSent = 100;

function profilesOf(em: EntityManager): Map<string, RoutingProfile> {
  const known = knownProfiles.get(em.getDriver()) ?? new Map<string, RoutingProfile>();
  knownProfiles.set(em.getDriver(), known);
  return known;
}

/** The keys of the known profiles, as read_order takes them. */
export const knownProfileKeys = (em: EntityManager): string => [...profilesOf(em).keys()].slice(-mostKeysSent).join();

/** The profile version that a message names. */
const profileNamedBy = (message: Pick<MessageOf<MessageName>, 'body'> | null): number | null =>
  message !== null && 'profileVersion' in message.body ? message.body.profileVersion : null;

/**
 * Reads an order, with the earlier answer to this message if it was handled before; null when there is no such order.
 * Throws database errors.
 */
export async function readOrder<N extends MessageName>(
  em: EntityManager,
  orderId: string,
  message: Omit<MessageOf<N>, 'by'> | null = null,
): Promise<StoredOrder<N> | null> {
  const named = profileNamedBy(message);
  const [row] = await em.execute<{ read: OrderAnswer<N> | null }[]>(
    "select read_order(?, ?, ?, string_to_array(?, ',')) as read",
    [orderId, message?.id ?? '', named, knownProfileKeys(em)],
  );
  return row?.read ? storedOrder(em, row.read, named) : null;
}

/** The answer of read_order in the types of the domain. */
export function storedOrder<N extends MessageName>(
  em: EntityManager,
  read: OrderAnswer<N>,
  named: number | null = null,
): StoredOrder<N> {
  const profiles = profilesIn(em, read);
  const order = orderOf(read);
  const profile = profiles.get(order.profileVersion);
  if (!profile) throw new Error(`no routing profile ${order.profileVersion}`);
  const nowAt = Date.parse(read.now);
  const hours = openHours(nowAt);
  return {
    order,
    policy: read.policy,
    profile,
    namedProfile: named === null ? null : (profiles.get(named) ?? null),
    products: read.products ?? {},
    openIntervals: (locationId) => {
      const schedule = read.schedules?.[locationId];
      return schedule ? hours(scheduleOf(...schedule)) : [];
    },
    buyerBlocked: read.blocked,
    carriers: carriersReaching(read.carriers ?? [], order.destination),
    previousAnswer: read.previousAnswer,
    keyReused: read.keyReused,
    nowAt,
    readAt: read.now,
    decisions: read.decisions,
    writeBacks: read.writeBacks ?? 0,
    transfers: read.transfers ?? {},
  };
}

/** The profiles that an answer names, by version; new ones are cached. */
function profilesIn(em: EntityManager, { profiles }: Pick<OrderAnswer, 'profiles'>): Map<number, RoutingProfile> {
  const known = profilesOf(em);
  return new Map(
    profiles.map(({ version, key, profile }) => {
      const whole = profile === null ? known.get(key) : { ...profile, version };
      if (!whole) throw new Error(`routing profile ${key} is not at hand`);
      known.set(key, whole);
      return [version, whole];
    }),
  );
}

function orderOf(read: Pick<OrderAnswer, PartName | 'order'>): Order {
  const parts = Object.fromEntries(
    partNames.map((name) => [name, (read[name] ?? []).map((values) => partTables[name].codec.fromArray(values))]),
  ) as Pick<Order, PartName>;
  return { ...orderCodec.fromArray(read.order), ...parts };
}
