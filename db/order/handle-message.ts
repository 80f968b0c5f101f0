// One message, one transaction: load the order, let the rules decide, route what became unrouted, move stock, write.
// The only way an order changes after intake.
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { crashPoint } from '../../crash-points.ts';
import { begin, type Change, type PickupCodeVerifier } from '../../domain/order/change.ts';
import { deriveState } from '../../domain/order/derive-state.ts';
import type { Message } from '../../domain/order/messages.ts';
import type { Refusal } from '../../domain/order/refusals.ts';
import { applyPlan } from '../../domain/sourcing/apply-plan.ts';
import { planWithSameDayFallback } from '../../domain/sourcing/same-day-fallback.ts';
import type { RoutingProfile } from '../../domain/routing/profile.ts';
import { neededFields } from '../../domain/routing/register.ts';
import { apply, isExternal, refuse } from '../../domain/rules/index.ts';
import { viewOf, type OrderView } from '../../domain/order/view.ts';
import { loadCandidates } from '../sourcing/candidates.ts';
import { loadReaching } from '../sourcing/carrier-terms.ts';
import { recordPerformance } from '../performance/record.ts';
import { loadOpenIntervals } from '../sourcing/open-intervals.ts';
import { loadOrder, saveChange, StaleOrder, type Loaded } from './order-store.ts';
import { loadProfile } from '../sourcing/profiles.ts';
import { moveCounters, StockMoved } from '../inventory/counters.ts';
import { recordTransfers } from '../inventory/transfers.ts';
import { routingRequest } from '../../domain/sourcing/routing-request.ts';

export interface OrderDeps {
  orm: MikroORM;
  pickupKeys: PickupCodeVerifier;
}

/** What became of a message: refused or answered, and the order as it is now. */
export interface Handled {
  view: OrderView;
  refusal: Refusal | null;
  answer: unknown;
}

const freshTries = 8;

/**
 * Takes a message; the same id again changes nothing and gets the same answer. Throws plain errors when the database is
 * away (retry), OrderUnknown when there is no such order.
 */
export async function handleMessage(deps: OrderDeps, orderId: string, message: Message): Promise<Handled> {
  for (let attempt = 1; ; attempt++) {
    try {
      const taken = await deps.orm.em.fork().transactional(async (em) => {
        const decided = await handleOnce(em, { deps, orderId, message });
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

async function handleOnce(
  em: EntityManager,
  { deps, orderId, message }: { deps: OrderDeps; orderId: string; message: Message },
): Promise<Handled> {
  const loaded = await loadOrder(em, orderId, message.id);
  if (!loaded) throw new OrderUnknown(`no order ${orderId}`);
  const view = viewOf(loaded.order);
  if (loaded.previousAnswer) return { view, refusal: null, answer: loaded.previousAnswer.answer };
  const no = refuse(view, message);
  if (no) return { view, refusal: no, answer: null };
  const change = await openChange(em, { deps, loaded, message });
  const answer = apply(change, message);
  if (isRefusal(answer)) return { view, refusal: answer, answer: null };
  await bookPendingMoves(em, change); // what this change frees may be what it needs
  await routeOpenQuantities(em, { change, loaded });
  change.order.messageCount += isExternal(message.name) ? 1 : 0;
  deriveState(change);
  await recordTransfers(em, change);
  await saveChange(em, { loaded, change, outcome: { messageId: message.id, name: message.name, answer } });
  await recordPerformance(em, change); // last: all accepts of a location wait for each other here
  return { view: viewOf(change.order), refusal: null, answer };
}

/** Books the moves that are pending, quota before stock. */
const bookPendingMoves = (em: EntityManager, change: Change): Promise<void> =>
  moveCounters(em, { quota: change.quota.splice(0), stock: change.stock.splice(0) });

const isRefusal = (answer: unknown): answer is Refusal =>
  typeof answer === 'object' && answer !== null && 'code' in answer && 'detail' in answer;

async function openChange(
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

async function routeOpenQuantities(
  em: EntityManager,
  { change, loaded }: { change: Change; loaded: Loaded },
): Promise<void> {
  const moved = JSON.stringify(change.order.destination) !== JSON.stringify(loaded.order.destination);
  for (const what of ['UNROUTED', 'RESHIP'] as const) {
    const asked = routingRequest(change, what);
    if (!asked) continue;
    const profile = await profileFor(em, change);
    const request = { ...asked, carriers: moved ? await loadReaching(em, change.order.destination) : loaded.carriers };
    const { candidates, carriers } = await loadCandidates(em, request, neededFields(profile));
    applyPlan(change, {
      ...planWithSameDayFallback(change, { profile, request, candidates }),
      candidates,
      carriers,
      what,
    });
    await bookPendingMoves(em, change);
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
