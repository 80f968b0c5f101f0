// The sales channel of a benchmark: it takes write-backs and signals the end of an order.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';

interface WriteBack {
  type: string;
  data: { orderId: string; status?: string };
}
export interface Channel {
  /** Resolves when the channel has received the order's end. */
  over: (orderId: string) => Promise<void>;
  heard: () => number;
  close: () => Promise<void>;
}

/** Starts listening. */
export async function openChannel(port: number): Promise<Channel> {
  const ended = new Set<string>();
  const waiting = new Map<string, () => void>();
  let heard = 0;
  const hear = ({ type, data }: WriteBack): void => {
    heard += 1;
    if (type !== 'order.status_changed' || data.status !== 'COMPLETED') return;
    ended.add(data.orderId);
    waiting.get(data.orderId)?.();
  };
  const server = createServer((req, res) => {
    void text(req).then((body) => {
      hear(JSON.parse(body) as WriteBack);
      res.end();
    });
  }).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    over: (orderId) =>
      ended.has(orderId)
        ? Promise.resolve()
        : new Promise((resolve) => {
            waiting.set(orderId, resolve);
          }),
    heard: () => heard,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}
