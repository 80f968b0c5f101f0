// Every branch of an order's life, each played through the API on a real system. They become the golden histories: a
// branch without an entry here is not protected from new code.
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { cancellations } from './branches/cancellations.ts';
import { deliveries } from './branches/deliveries.ts';
import { holds } from './branches/holds.ts';
import { money } from './branches/money.ts';
import { pickups } from './branches/pickups.ts';
import { routings } from './branches/routings.ts';
import { supplies } from './branches/supplies.ts';
import { troubles } from './branches/troubles.ts';
import { lives, livesChannels } from './costed-lives.ts';
import type { Branches } from './branches/branch.ts';
const costed: Branches = Object.fromEntries(
  lives.map(({ name, live }) => [name, { live, ends: /cancelled|intercept/.test(name) ? 'CANCELLED' : 'COMPLETED' }]),
);

export const branches: Branches = {
  ...costed,
  ...deliveries,
  ...routings,
  ...holds,
  ...cancellations,
  ...pickups,
  ...supplies,
  ...money,
  ...troubles,
};

/** The channels that they need besides `shop`: each is impatient in one respect. */
export const branchChannels: Record<string, Partial<ChannelPolicy>> = {
  ...livesChannels,
  once: { offerSeconds: 1, minOfferSeconds: 1, maxOffers: 1 },
  late: { shipBySeconds: 1, readyBySeconds: 1 },
  silent: { deliverySeconds: 1 },
  brief: { pickupStorageSeconds: 1 },
  hasty: { buyerChoiceSeconds: 1 },
  curt: { interceptSeconds: 1 },
  slow: { transferSeconds: 1 },
  adrift: { transferSeconds: 1, buyerChoiceSeconds: 1 },
  unpaid: { audit: [{ rule: 'PAYMENT_PENDING', dueSeconds: 1, dueAction: 'CANCEL' }] },
  own: { refundBy: 'CHANNEL' },
  watched: { refundPendingSeconds: 1 },
  poisoned: {},
  spoiled: {},
};

/** The file of a branch's history. */
export const historyFile = (name: string): URL =>
  new URL(`../replay/histories/${name.replaceAll(/[^a-z]+/gi, '-').toLowerCase()}.json`, import.meta.url);
