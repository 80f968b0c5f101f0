// Every message and its rule. The workflow refuses by this table, the transaction applies by it: one truth, two places.
import type { Change } from '../change.ts';
import type { Message, MessageName } from '../messages.ts';
import { refusal, type Refusal } from '../refusals.ts';
import type { Rule, Rules } from '../rule.ts';
import type { OrderView } from '../view.ts';
import { cancellationRules } from './cancellation.ts';
import { clockRules } from './clock.ts';
import { holdRules } from './holds.ts';
import { moneyRules } from './money.ts';
import { offerRules } from './offers.ts';
import { peopleRules } from './people.ts';
import { pickupRules } from './pickup.ts';
import { prepareRules } from './prepare.ts';
import { shippingRules } from './shipping.ts';
import { workRules } from './work.ts';

const rules: Rules<MessageName> = {
  ...prepareRules, ...offerRules, ...holdRules, ...workRules, ...pickupRules, ...shippingRules, ...cancellationRules, ...moneyRules, ...peopleRules, ...clockRules,
};

/** More than this of what people say to one order is abuse or a loop: the history stays far below the server's limit. */
export const messagesPerOrder = 120;

/** The reason why this message changes nothing, or null. */
export function refuse(view: OrderView, message: Pick<Message, 'name' | 'body'>): Refusal | null {
  const rule = rules[message.name] as Rule<MessageName>;
  const no = rule.refuse(view, message.body as never);
  return no ?? (view.messageCount >= messagesPerOrder ? refusal('TOO_MANY_MESSAGES', `the order has taken ${messagesPerOrder} messages; an operator must look at it`) : null);
}

/** Makes the change and gives the answer; a Refusal where only the full order could tell. */
export function apply(change: Change, message: Message): unknown {
  return (rules[message.name] as Rule<MessageName>).apply(change, message.body as never);
}
