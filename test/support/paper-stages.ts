// Orders on paper at the stages where rules decide.
import type { Change } from '../../domain/order/change.ts';
import type { IntakeOrder } from '../../domain/intake/new-order.ts';
import type { MessageName, Messages } from '../../domain/order/messages.ts';
import type { FulfillmentOrder, Offer } from '../../domain/order/order.ts';
import { intakeOf } from './paper-intake.ts';
import { paperOrder, say, type Paper, type Shelf } from './paper-order.ts';

export type Wish = Partial<IntakeOrder> & {
  options?: Parameters<typeof paperOrder>[1];
  onHand?: Record<string, number>;
};

/** Two X and three Y, audited and routed; `onHand` by location and product replaces the stock, the rest is then 0. */
export function routed({ options, onHand, ...more }: Wish = {}): Paper {
  const paper = paperOrder(
    intakeOf(
      [
        { sku: 'X', quantity: 2, unitPriceMinor: 900 },
        { sku: 'Y', quantity: 3, unitPriceMinor: 500 },
      ],
      more,
    ),
    options,
  );
  if (onHand) stock(paper, onHand);
  say(paper, 'prepare', {});
  return paper;
}
/** The stock of all locations; what is not named is 0. */
export function stock(paper: Paper, onHand: Record<string, number>): void {
  for (const [key, shelf] of paper.shelves) shelf.onHand = shelf.reserved + (onHand[key] ?? 0);
}
export const pickupAtA = { method: 'STORE_PICKUP', pickupLocationId: 'a' } as const;
/** X lies at `a` only, Y at `b` only: two locations are asked. */
export const apart = { 'a/X': 5, 'b/Y': 5 };

export const shelfOf = (paper: Paper, key: string): Shelf => {
  const shelf = paper.shelves.get(key);
  if (!shelf) throw new Error(`no shelf ${key}`);
  return shelf;
};
export function part<T extends { id: string }>(rows: readonly T[], id: string): T {
  const row = rows.find((one) => one.id === id);
  if (!row) throw new Error(`no part ${id}`);
  return row;
}
export const fo = (paper: Paper, id = 'f1'): FulfillmentOrder => part(paper.order.fulfillmentOrders, id);
export const offer = (paper: Paper, id = 'o1'): Offer => part(paper.order.offers, id);
export const line = (paper: Paper, id = 'L1') => part(paper.order.lines, id);

/** Accepts the live offers. */
export function accept(paper: Paper): Paper {
  for (const { id } of paper.order.offers.filter((one) => one.status === 'OFFERED'))
    say(paper, 'accept', { offerId: id, refused: [] });
  return paper;
}
/** Makes the labels that were asked for. */
export function label(paper: Paper): Paper {
  for (const { id } of paper.order.waybills.filter((one) => one.status === 'REQUESTED'))
    say(paper, 'waybillCreated', { waybillId: id, trackingNumber: `T-${id}` });
  return paper;
}
export const ship = (paper: Paper, fulfillmentOrderId = 'f1', trackingNumber: string | null = null): Paper => {
  say(paper, 'ship', { fulfillmentOrderId, carrier: null, trackingNumber });
  return paper;
};
/** A parcel that has left with its label. */
export const shipped = (wish: Wish = {}): Paper => ship(label(accept(routed(wish))));

/** The change of the last message that was taken. */
export function lastChange(paper: Paper): Change {
  const change = paper.changes.at(-1);
  if (!change) throw new Error('nothing was changed');
  return change;
}
/** The code of the refusal, or null when the message was taken. */
export const refusalOf = <N extends MessageName>(paper: Paper, name: N, body: Messages[N]): string | null =>
  say(paper, name, body).refusal?.code ?? null;
/** Events of the last change that count for the score of a location. */
export const eventsOf = (paper: Paper): string[] =>
  lastChange(paper).performance.map((one) => `${one.locationId} ${one.event}`);
export const notesOf = (paper: Paper): string[] =>
  lastChange(paper)
    .timeline.filter((one) => one.machine === 'NOTE')
    .map((one) => one.to);
export const openAttentions = (paper: Paper): string[] =>
  paper.order.attentions.filter((one) => one.resolvedAt === null).map((one) => one.reason);
/** Lets the time pass to an instant, at which a wait ends. */
export function passes(
  paper: Paper,
  at: number | null,
  kind: Messages['deadlinePassed']['kind'],
  subjectId: string,
): Paper {
  if (at === null) throw new Error(`${subjectId} has no deadline`);
  paper.at = at;
  say(paper, 'deadlinePassed', { kind, subjectId });
  return paper;
}
