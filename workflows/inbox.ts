// Everything that reaches the order stands in one line and is taken in turn: no two things ever happen to an order at
// once.
import { condition } from '@temporalio/workflow';
import type { ExternalMessage, Message, MessageOf } from '../domain/order/messages.ts';
import type { Handled } from '../activities/orders.ts';

interface Entry {
  message: Message;
  answered: (taken: Handled) => void;
  failed: (error: unknown) => void;
}

export interface Inbox {
  /** Puts a message in the line. */
  post: (message: Message) => void;
  /** Puts what somebody outside says in the line and waits until it was taken. */
  ask: (message: MessageOf<ExternalMessage>) => Promise<Handled<ExternalMessage>>;
  /** The next entry, when there is one. */
  next: () => Promise<Entry>;
  isEmpty: () => boolean;
}

/** A new, empty line. */
export function openInbox(): Inbox {
  const line: Entry[] = [];
  return {
    post: (message) => {
      line.push({ message, answered: () => undefined, failed: () => undefined });
    },
    ask: (message) =>
      new Promise((answered, failed) => {
        // An entry is answered with what became of its own message.
        line.push({
          message: message as Message,
          answered: (taken) => {
            answered(taken as Handled<ExternalMessage>);
          },
          failed,
        });
      }),
    next: async () => {
      await condition(() => line.length > 0);
      return line.shift() as Entry;
    },
    isEmpty: () => line.length === 0,
  };
}
