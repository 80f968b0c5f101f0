import type { Answers } from './answers.ts';
import type { Change } from './change.ts';
import type { Messages, MessageName } from './messages.ts';
import type { Refusal } from './refusals.ts';
import type { OrderView } from './view.ts';

/**
 * The two halves of a message's rule, both pure: `refuse` returns a refusal or null from the view, `apply` makes the
 * change and returns the answer; it refuses only what the view cannot tell.
 */
export interface Rule<N extends MessageName> {
  refuse: (view: OrderView, body: Messages[N]) => Refusal | null;
  apply: (change: Change, body: Messages[N]) => Answers[N] | Refusal;
}
export type Rules<N extends MessageName> = { [K in N]: Rule<K> };
