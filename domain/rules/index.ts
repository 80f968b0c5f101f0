// Every message and its rule. The workflow refuses by this table, the transaction applies by it: one truth, two places.
import type { Change } from '../order/change.ts';
import { externalMessages, type Message, type MessageName, type Messages } from '../order/messages.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import type { Rule, Rules } from '../order/rule.ts';
import type { OrderView } from '../order/view.ts';
import { cancellationRules } from './cancellation.ts';
import { clockRules } from './deadlines.ts';
import { holdRules } from './holds.ts';
import { moneyRules } from './payments.ts';
import { offerRules } from './offers.ts';
import { buyerRules } from './buyer-choice.ts';
import { editRules } from './edits.ts';
import { operatorRules } from './operator-decisions.ts';
import { pickupRules } from './pickup.ts';
import { prepareRules } from './prepare.ts';
import { shippingRules } from './shipping.ts';
import { workRules } from './store-work.ts';

const rules: Rules<MessageName> = {
  ...prepareRules,
  ...offerRules,
  ...holdRules,
  ...workRules,
  ...pickupRules,
  ...shippingRules,
  ...cancellationRules,
  ...moneyRules,
  ...editRules,
  ...buyerRules,
  ...operatorRules,
  ...clockRules,
};

/**
 * More than this of what people say to one order is abuse or a loop. The ways out of trouble stay open a little longer;
 * what the clock and our own effects say is never refused.
 */
export const messagesPerOrder = 100;
const waysOutPerOrder = 120;
const lastWaysOutPerOrder = 130;
const lastWaysOut = new Set<MessageName>(['cancel', 'resolve']);
const waysOut = new Set<MessageName>([
  'release',
  'ship',
  'agreeIntercept',
  'refuseIntercept',
  'track',
  'recordPayment',
  'retryRefund',
  'markRefundedExternally',
]);

/** Whether a message counts towards the limit: people's do. */
export const isExternal = (name: MessageName): boolean => (externalMessages as readonly MessageName[]).includes(name);

function refuseTooMany(view: OrderView, name: MessageName): Refusal | null {
  const limit = lastWaysOut.has(name) ? lastWaysOutPerOrder : waysOut.has(name) ? waysOutPerOrder : messagesPerOrder;
  return isExternal(name) && view.messageCount >= limit
    ? refusal('TOO_MANY_MESSAGES', `the order has taken ${view.messageCount} messages; an operator must look at it`)
    : null;
}

/** The reason why this message changes nothing, or null. */
export function refuse(view: OrderView, message: Pick<Message, 'name' | 'body'>): Refusal | null {
  const rule = rules[message.name] as Rule<MessageName>;
  return rule.refuse(view, message.body as never) ?? refuseClosed(view, message) ?? refuseTooMany(view, message.name);
}

/** What has happened at the channel already can only be taken note of, also after the end. */
const isNotice = ({ name, body }: Pick<Message, 'name' | 'body'>): boolean =>
  name === 'cancel' && (body as Messages['cancel']).kind === 'NOTICE';

/** Nobody would see what is said after the end; what stood in the line behind the last message is told so too. */
const refuseClosed = (view: OrderView, message: Pick<Message, 'name' | 'body'>): Refusal | null =>
  view.over && isExternal(message.name) && !isNotice(message)
    ? refusal('ORDER_CLOSED', `the order is ${view.status}; nothing more happens to it`)
    : null;

/** Makes the change and gives the answer; a Refusal where only the full order could tell. */
export function apply(change: Change, message: Message): unknown {
  return (rules[message.name] as Rule<MessageName>).apply(change, message.body as never);
}
