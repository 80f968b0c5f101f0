// A deed of an actor about an order, done once after a delay; its name makes its decisions repeatable.
import type { Dice } from './random.ts';
import type { OrderSeen } from './order-seen.ts';
import type { Answer, Caller } from './system.ts';

/** `again`: impossible at the moment; it is repeated while the order still needs it. */
export type Done = 'done' | 'again';
export interface Deed {
  name: string;
  afterMs: number;
  act: (hands: Hands) => Promise<Done>;
}

/** The tools of a deed. */
export interface Hands {
  /** Sends one request; listed codes are expected answers, too, and any other failure is noted. */
  say: (as: Caller, request: string, wish?: { body?: unknown; expects?: readonly string[] }) => Promise<Answer>;
  tellSandbox: (request: string, body: unknown) => Promise<Answer>;
  pause: (ms: number) => Promise<void>;
}

/** An order and its random numbers: a decision about the same order always has the same result. */
export interface Scene {
  order: OrderSeen;
  dice: (decision: string) => Dice;
}
/** An actor in the life of an order: reads it and returns its deeds. */
export type Actor = (scene: Scene) => Deed[];

/** Codes that only mean that another actor was faster, or that the order is blocked for now. */
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

/** Done, unless the order was only blocked. */
export const unlessStopped = ({ code }: Answer): Done => (standsStill.has(code) ? 'again' : 'done');
