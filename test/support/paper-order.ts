// An order without a database: the same rules, routed over candidates in memory, with stock counted in memory.
import { type Change, type PickupCodeVerifier, type StockMove } from '../../domain/order/change.ts';
import { newOrder, type IntakeOrder } from '../../domain/intake/new-order.ts';
import type { Message, MessageName, Messages } from '../../domain/order/messages.ts';
import type { Order } from '../../domain/order/order.ts';
import { defaultPolicy, type ChannelPolicy } from '../../domain/order/channel-policy.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import type { CriterionUse, RoutingProfile } from '../../domain/routing/profile.ts';
import type { Candidate } from '../../domain/routing/request.ts';
import type { CarrierTerms } from '../../domain/carriers/terms.ts';
import {
  type OrderRead,
  type Handled,
  openMessage,
  routingNeeded,
  applyRouting,
  closeMessage,
} from '../../domain/handle.ts';
import type { CountersByLocation } from '../../domain/sourcing/pending-moves.ts';
import { methods } from '../../domain/values/method.ts';
import type { Interval } from '../../domain/values/time.ts';
import { candidate } from '../domain/routing/candidates.ts';
import { intakeContext } from './paper-intake.ts';

export interface Shelf {
  onHand: number;
  reserved: number;
  inDoubt: number;
  damaged: number;
}
export interface Paper {
  order: Order;
  at: number;
  shelves: Map<string, Shelf>;
  changes: Change[];
  policy: ChannelPolicy;
  split: 'NEVER' | 'BY_LINE' | 'BY_QUANTITY';
  said: number;
  shop: Shop;
}
/** What tests of single rules change about the shop; walks keep it as it is. */
export interface Shop {
  /** What the routing profile does with quantities that no location can serve. */
  rest: 'UNROUTED' | 'HOLD' | 'CANCEL';
  carriers: string[];
  autoAccept: boolean;
  /** Every location is open for so many seconds from now on. */
  openSeconds: number;
  namedProfile: RoutingProfile | null;
  /** Instead of the eligibility criteria of the profile. */
  eligibility: CriterionUse[] | null;
}
const plainShop: Shop = {
  rest: 'UNROUTED',
  carriers: ['sandbox'],
  autoAccept: false,
  openSeconds: 7 * 86_400,
  namedProfile: null,
  eligibility: null,
};

const places = ['a', 'b', 'c'];
/** Locations that supply the stores of pickups. */
export const paperSuppliers = ['b', 'c'];
export const paperSkus = ['X', 'Y'];
const shelf = (paper: Paper, locationId: string, sku: string): Shelf => {
  const key = `${locationId}/${sku}`;
  const found = paper.shelves.get(key) ?? { onHand: 0, reserved: 0, inDoubt: 0, damaged: 0 };
  paper.shelves.set(key, found);
  return found;
};

export function paperOrder(
  intake: IntakeOrder,
  {
    policy = {},
    stock = 10,
    split = 'BY_QUANTITY' as Paper['split'],
    shop = {},
  }: { policy?: Partial<ChannelPolicy>; stock?: number; split?: Paper['split']; shop?: Partial<Shop> } = {},
): Paper {
  const whole = { ...defaultPolicy, ...policy };
  const order = newOrder(intake, {
    ...intakeContext,
    id: '00000000-0000-7000-8000-000000000001',
    nowAt: 1_000_000,
    policy: whole,
    knownSkus: new Set(paperSkus),
    knownStores: new Set(places),
  });
  const paper: Paper = {
    order,
    at: 1_000_000,
    shelves: new Map(),
    changes: [],
    policy: whole,
    split,
    said: 0,
    shop: { ...plainShop, ...shop },
  };
  for (const place of places) for (const sku of paperSkus) shelf(paper, place, sku).onHand = stock;
  return paper;
}

const candidates = (paper: Paper): Candidate[] =>
  places.map((locationId) =>
    candidate(locationId, {
      partyId: 'h',
      province: 'P',
      city: locationId === 'a' ? 'C' : 'D',
      latitude: null,
      longitude: null,
      methods: [...methods, ...(paperSuppliers.includes(locationId) ? ['SHIP_TO_STORE' as const] : [])],
      localMinute: 0,
      quotaDay: '2026-01-01',
      autoAccept: paper.shop.autoAccept,
      openIntervals: openIntervals(paper),
      available: Object.fromEntries(
        paperSkus
          .map((sku) => [sku, shelf(paper, locationId, sku)] as const)
          .map(([sku, { onHand, reserved }]) => [sku, onHand - reserved] as const)
          .filter(([, units]) => units > 0),
      ),
    }),
  );

const openIntervals = ({ at, shop }: Paper): Interval[] =>
  shop.openSeconds === 0 ? [] : [{ fromAt: at, toAt: at + shop.openSeconds * 1000 }];

/** The default profile with another split; NEVER sends all or nothing. */
const profileOf = ({ split, shop: { rest, eligibility } }: Paper): RoutingProfile => ({
  ...completeNearest,
  rules: completeNearest.rules.map((rule) => ({
    ...rule,
    rest,
    eligibility: eligibility ?? rule.eligibility,
    strategy: { ...rule.strategy, split, partial: split !== 'NEVER' },
  })),
});

const codes: PickupCodeVerifier = { keyId: 'k', proves: ({ code }, proof) => proof === `right ${code.generation}` };
const sandbox: CarrierTerms = {
  id: 'sandbox',
  areas: [],
  volumetricDivisor: null,
  cutOffMinute: null,
  sameDayRadiusKm: null,
  rates: [],
};

const readPaper = (paper: Paper): OrderRead => ({
  order: paper.order,
  nowAt: paper.at,
  previousAnswer: null,
  keyReused: false,
  policy: paper.policy,
  profile: profileOf(paper),
  namedProfile: paper.shop.namedProfile,
  products: {},
  openIntervals: () => [],
  buyerBlocked: false,
  carriers: paper.shop.carriers,
});

const countersOf = (paper: Paper): CountersByLocation =>
  Object.fromEntries(
    places.map((place) => [
      place,
      Object.fromEntries(paperSkus.map((sku) => [sku, { ...shelf(paper, place, sku), safety: 0 }])),
    ]),
  );

/** Sends a message to the order: refused, or applied in memory. */
export function say<N extends MessageName>(paper: Paper, name: N, body: Messages[N], by = 'test'): Handled {
  const message = { id: `m${++paper.said}`, by, name, body } as unknown as Message;
  const opened = openMessage(readPaper(paper), message, codes);
  if (opened.kind !== 'CHANGE') return opened.handled;
  for (let need = routingNeeded(opened); need; need = routingNeeded(opened))
    applyRouting(opened, need, { candidates: candidates(paper), carriers: [sandbox], counters: countersOf(paper) });
  const handled = closeMessage(opened);
  const { change } = opened;
  book(paper, change.stock);
  paper.order = change.order;
  paper.changes.push(change);
  return handled;
}

function book(paper: Paper, moves: StockMove[]): void {
  for (const move of moves) {
    const s = shelf(paper, move.locationId, move.sku);
    const free = Math.min(move.quantity, Math.max(0, s.onHand - s.reserved));
    if (move.kind === 'RESERVE') s.reserved += move.quantity;
    if (move.kind === 'RELEASE') s.reserved -= move.quantity;
    if (move.kind === 'ARRIVAL') {
      s.onHand += move.quantity;
      s.reserved += move.quantity;
    }
    if (move.kind === 'HAND_OVER' || move.kind === 'DISPATCH') {
      s.onHand -= move.quantity;
      s.reserved -= move.quantity;
    }
    if (move.kind === 'IN_DOUBT') {
      s.onHand -= free;
      s.inDoubt += free;
    }
    if (move.kind === 'DAMAGED') {
      s.onHand -= free;
      s.damaged += free;
    }
    if (move.kind === 'RETURN' || move.kind === 'ARRIVAL_FREE') s.onHand += move.quantity;
  }
}
