// Every message and its rule. The workflow refuses by this table and the transaction applies by it, so that both decide
// the same.
import type { Change } from '../order/change.ts';
import type { Answers } from '../order/answers.ts';
import { externalMessages, type MessageName, type MessageOf } from '../order/messages.ts';
import { refusal, type Refusal } from '../order/refusals.ts';
import type { Rules } from '../order/rule.ts';
import type { OrderView } from '../order/view.ts';
import * as register from './register.ts';

type Intersection<U> = (U extends unknown ? (one: U) => void : never) extends (all: infer All) => void ? All : never;
type Registered = Intersection<(typeof register)[keyof typeof register]>;
/** A message without a rule does not compile. */
const rules: Rules<MessageName> = Object.assign({}, ...Object.values(register)) as Registered;

/**
 * The limit of external messages per order; more of them are abuse or a loop. Messages that resolve trouble have a
 * higher limit; messages of the clock and of effects have none.
 */
export const messagesPerOrder = 100;
const recoveryMessagesPerOrder = 120;
const lastResortMessagesPerOrder = 130;
const lastResortMessages = new Set<MessageName>(['cancel', 'resolve']);
const recoveryMessages = new Set<MessageName>([
  'release',
  'ship',
  'agreeIntercept',
  'refuseIntercept',
  'track',
  'recordPayment',
  'retryRefund',
  'markRefundedExternally',
]);

/** Says whether a message counts towards the limit: those from outside do. */
export const isExternal = (name: MessageName): boolean => Object.hasOwn(externalMessages, name);

function refuseTooMany(view: OrderView, name: MessageName): Refusal | null {
  const limit = lastResortMessages.has(name)
    ? lastResortMessagesPerOrder
    : recoveryMessages.has(name)
      ? recoveryMessagesPerOrder
      : messagesPerOrder;
  return isExternal(name) && view.messageCount >= limit
    ? refusal('TOO_MANY_MESSAGES', `the order has taken ${view.messageCount} messages; an operator must look at it`)
    : null;
}

/** Name and body of a message; its id and its sender decide nothing. */
export type MessageContent<N extends MessageName> = Pick<MessageOf<N>, 'name' | 'body'>;

/** The reason why this message changes nothing, or null. */
export function refuse<N extends MessageName>(view: OrderView, { name, body }: MessageContent<N>): Refusal | null {
  return (
    rules[name].refuse(view, body) ??
    refuseClosed(view, { name, body } satisfies MessageContent<N>) ??
    refuseTooMany(view, name)
  );
}

/** A NOTICE reports a fact and is accepted even after the order has closed. */
const isNotice = ({ body }: MessageContent<MessageName>): boolean => 'kind' in body && body.kind === 'NOTICE';

/** A closed order refuses external messages, also those that were queued when it closed. */
const refuseClosed = (view: OrderView, message: MessageContent<MessageName>): Refusal | null =>
  view.over && isExternal(message.name) && !isNotice(message)
    ? refusal('ORDER_CLOSED', `the order is ${view.status}; nothing more happens to it`)
    : null;

/** Makes the change and returns the answer; a refusal where only the full order could tell. */
export const apply = <N extends MessageName>(change: Change, { name, body }: MessageContent<N>): Answers[N] | Refusal =>
  rules[name].apply(change, body);
