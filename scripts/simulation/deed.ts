// What somebody does about an order, once: named, so that it is decided once, and after a while, as people do.
import type { Dice } from './random.ts';
import type { OrderSeen } from './order-seen.ts';
import type { Answer, Caller } from './system.ts';

/** `again`: it could not be done just now; it comes back as soon as the order still asks for it. */
export type Done = 'done' | 'again';
export interface Deed {
  name: string;
  afterMs: number;
  act: (hands: Hands) => Promise<Done>;
}

/** What a deed may use. */
export interface Hands {
  /** One request; whoever names codes expects them as an answer, too. Whatever else is no success is noted. */
  say: (as: Caller, request: string, wish?: { body?: unknown; expects?: readonly string[] }) => Promise<Answer>;
  tellSandbox: (request: string, body: unknown) => Promise<Answer>;
  pause: (ms: number) => Promise<void>;
}

/** An order and the chance that belongs to it: the same decision of the same order always falls alike. */
export interface Scene {
  order: OrderSeen;
  dice: (decision: string) => Dice;
}
/** Somebody with a part in the life of an order: looks at it and says what they will do. */
export type Actor = (scene: Scene) => Deed[];

/** Answers that only mean that somebody else was faster, or that the order stands still for now. */
export const races = [
  'OFFER_CLOSED',
  'ORDER_CLOSED',
  'ORDER_ON_HOLD',
  'CANCELLATION_PENDING',
  'CANCELLATION_CLOSED',
  'TOO_LATE',
  'USE_RETURN',
  'WRONG_STATE',
  'NOT_AWAITING_BUYER',
  'WAYBILL_STATE',
  'WAYBILL_MISSING',
  'ALREADY_EXTENDED',
  'UNKNOWN_PART',
  'NOTHING_UNROUTED',
] as const;
const standsStill = new Set<string>(['ORDER_ON_HOLD', 'CANCELLATION_PENDING', 'WAYBILL_MISSING']);

/** Done, unless the order only stood still. */
export const unlessStopped = ({ code }: Answer): Done => (standsStill.has(code) ? 'again' : 'done');
