// The message queue of an order: all messages are handled one at a time, so that no two change the order at once.
import { condition } from '@temporalio/workflow';
import type { ExternalMessage, Message, MessageOf } from '../domain/order/messages.ts';
import type { Handled } from '../activities/orders.ts';

interface Entry {
  message: Message;
  resolve: (taken: Handled) => void;
  reject: (error: unknown) => void;
}

export interface Inbox {
  /** Adds a message. */
  post: (message: Message) => void;
  /** Adds a message from outside and waits until it was handled. */
  ask: (message: MessageOf<ExternalMessage>) => Promise<Handled<ExternalMessage>>;
  /** The next message, when there is one. */
  next: () => Promise<Entry>;
  isEmpty: () => boolean;
}

/** A new, empty inbox. */
export function openInbox(): Inbox {
  const line: Entry[] = [];
  return {
    post: (message) => {
      line.push({ message, resolve: () => undefined, reject: () => undefined });
    },
    ask: (message) =>
      new Promise((resolve, reject) => {
        // An entry is resolved with the result of its own message.
        line.push({
          message: message as Message,
          resolve: (handled) => {
            resolve(handled as Handled<ExternalMessage>);
          },
          reject,
        });
      }),
    next: async () => {
      await condition(() => line.length > 0);
      return line.shift() as Entry;
    },
    isEmpty: () => line.length === 0,
  };
}
