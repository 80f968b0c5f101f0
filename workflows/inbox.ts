// Everything that reaches the order stands in one line and is taken in turn: no two things ever happen to an order at
// once.
import { condition } from '@temporalio/workflow';
import type { Message } from '../domain/order/messages.ts';
import type { Handled } from '../activities/orders.ts';

interface Entry {
  message: Message;
  resolve: (taken: Handled) => void;
  reject: (error: unknown) => void;
}

export interface Inbox {
  /** Puts a message in the line. */
  post: (message: Message) => void;
  /** Puts a message in the line and waits until it was taken. */
  ask: (message: Message) => Promise<Handled>;
  /** The next entry, when there is one. */
  next: () => Promise<Entry>;
  isEmpty: () => boolean;
}

/** A new, empty line. */
export function openInbox(): Inbox {
  const line: Entry[] = [];
  return {
    post: (message) => {
      line.push({ message, resolve: () => undefined, reject: () => undefined });
    },
    ask: (message) =>
      new Promise((resolve, reject) => {
        line.push({ message, resolve, reject });
      }),
    next: async () => {
      await condition(() => line.length > 0);
      return line.shift() as Entry;
    },
    isEmpty: () => line.length === 0,
  };
}
