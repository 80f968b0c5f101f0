// One message, one transaction: load the order, let the rules decide, route what became unrouted, move stock, write.
// The only way an order changes after intake.
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { crashPoint } from '../crash-points.ts';
import { begin, type Change } from '../domain/change.ts';
import { finish } from '../domain/finish.ts';
import type { Message } from '../domain/messages.ts';
import type { PickupCode } from '../domain/order.ts';
import type { Refusal } from '../domain/refusals.ts';
import { applyPlan, routingRequest } from '../domain/routing/decide.ts';
import { planFor } from '../domain/routing/fallback.ts';
import type { RoutingProfile } from '../domain/routing/profile.ts';
import { factsRead } from '../domain/routing/register.ts';
import { apply, isSpoken, refuse } from '../domain/rules/index.ts';
import { viewOf, type OrderView } from '../domain/view.ts';
import { loadCandidates } from './candidates.ts';
import { loadReaching } from './carriers.ts';
import { recordConduct } from './conduct.ts';
import { loadOpenIntervals } from './open-intervals.ts';
import { loadOrder, saveChange, StaleOrder, type Loaded } from './order-store.ts';
import { loadProfile } from './profiles.ts';
import { moveCounters, StockMoved } from './stock.ts';
import { recordTransfers } from './transfers.ts';

/** Derives and compares pickup codes; the pepper is not in the database. */
export interface PickupKeys {
  keyId: string;
  proves: (of: { orderId: string; code: PickupCode }, proof: string) => boolean;
}
export interface OrderDeps {
  orm: MikroORM;
  pickupKeys: PickupKeys;
}

/** What became of a message: refused or answered, and the order as it is now. */
export interface Taken {
  view: OrderView;
  refusal: Refusal | null;
  answer: unknown;
}

const freshTries = 8;

/**
 * Takes a message; the same id again changes nothing and gets the same answer. Throws plain errors when the database is
 * away (retry), OrderUnknown when there is no such order.
 */
export async function takeMessage(deps: OrderDeps, orderId: string, message: Message): Promise<Taken> {
  for (let attempt = 1; ; attempt++) {
    try {
      const taken = await deps.orm.em.fork().transactional(async (em) => {
        const decided = await takeOnce(em, { deps, orderId, message });
        crashPoint('before', `commit ${message.name}`);
        return decided;
      });
      crashPoint('after', `commit ${message.name}`);
      return taken;
    } catch (error) {
      if (!isOvertaken(error) || attempt === freshTries) throw error;
    }
  }
}

/**
 * Somebody else wrote the order or the counters meanwhile: seen by the version, by a count that no longer fits, or by a
 * cause that is booked already.
 */
function isOvertaken(error: unknown): boolean {
  return (
    error instanceof StaleOrder ||
    error instanceof StockMoved ||
    ['stock_ledger_pkey', 'stock_counts_ck'].includes((error as { constraint?: string }).constraint ?? '')
  );
}

/** There is no such order. */
export class OrderUnknown extends Error {}

async function takeOnce(
  em: EntityManager,
  { deps, orderId, message }: { deps: OrderDeps; orderId: string; message: Message },
): Promise<Taken> {
  const loaded = await loadOrder(em, orderId, message.id);
  if (!loaded) throw new OrderUnknown(`no order ${orderId}`);
  const view = viewOf(loaded.order);
  if (loaded.taken) return { view, refusal: null, answer: loaded.taken.answer };
  const no = refuse(view, message);
  if (no) return { view, refusal: no, answer: null };
  const change = await decide(em, { deps, loaded, message });
  const answer = apply(change, message);
  if (isRefusal(answer)) return { view, refusal: answer, answer: null };
  await moveWhatIsPending(em, change); // what this change frees may be what it needs
  await routeWhatIsLeft(em, { change, loaded });
  change.order.messageCount += isSpoken(message.name) ? 1 : 0;
  finish(change);
  await recordTransfers(em, change);
  await saveChange(em, { loaded, change, outcome: { messageId: message.id, name: message.name, answer } });
  await recordConduct(em, change); // last: all accepts of a location wait for each other here
  return { view: viewOf(change.order), refusal: null, answer };
}

/** Books the moves that are pending, quota before stock. */
const moveWhatIsPending = (em: EntityManager, change: Change): Promise<void> =>
  moveCounters(em, { quota: change.quota.splice(0), stock: change.stock.splice(0) });

const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer;

async function decide(
  em: EntityManager,
  { deps, loaded, message }: { deps: OrderDeps; loaded: Loaded; message: Message },
): Promise<Change> {
  const { order, policy, profile, products, buyerBlocked } = loaded;
  const asksStores =
    message.name === 'cancel'
      ? order.fulfillmentOrders.filter((fo) => fo.status === 'IN_PROGRESS').map((fo) => fo.locationId)
      : [];
  const openIntervals = await loadOpenIntervals(em, asksStores, loaded.nowAt);
  const carriersReach = order.method === 'STORE_PICKUP' || loaded.carriers.length > 0;
  return begin(
    order,
    { at: loaded.nowAt, actor: message.by, cause: message.id },
    {
      policy,
      profile,
      products,
      openIntervals,
      carriersReach,
      buyerBlocked,
      pickupKeyId: deps.pickupKeys.keyId,
      proves: (code, proof) => deps.pickupKeys.proves({ orderId: order.id, code }, proof),
    },
  );
}

async function routeWhatIsLeft(
  em: EntityManager,
  { change, loaded }: { change: Change; loaded: Loaded },
): Promise<void> {
  const moved = JSON.stringify(change.order.destination) !== JSON.stringify(loaded.order.destination);
  for (const what of ['UNROUTED', 'RESHIP'] as const) {
    const asked = routingRequest(change, what);
    if (!asked) continue;
    const profile = await profileFor(em, change);
    const request = { ...asked, carriers: moved ? await loadReaching(em, change.order.destination) : loaded.carriers };
    const { candidates, carriers } = await loadCandidates(em, request, factsRead(profile));
    applyPlan(change, { ...planFor(change, { profile, request, candidates }), candidates, carriers, what });
    await moveWhatIsPending(em, change);
  }
}

/** The order's own version, unless an operator asked for another this once. */
async function profileFor(em: EntityManager, { profile, routing }: Change): Promise<RoutingProfile> {
  const wanted = routing.profileVersion ?? profile.version;
  if (wanted === profile.version) return profile;
  const other = await loadProfile(em, wanted);
  if (!other) throw new Error(`no routing profile ${wanted}`);
  return other;
}
