// A channel's server: it stores its deliveries and answers as a test configures it.
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import express from 'express';

/** The server's behavior for one delivery: a status, a late answer, accepting but losing the answer, or no answer. */
export type Manner = number | { status: number; afterMs: number } | 'lose-the-answer' | 'never';
export interface Arrival {
  channel: string;
  id: string;
  headers: Record<string, string>;
  raw: string;
  body: {
    type: string;
    sequence: number;
    data: Record<string, unknown> & { orderId: string; fulfillmentOrderId?: string };
  };
  at: number;
  /** The instant of its acknowledgment; null without one. */
  acknowledgedAt: number | null;
}
export interface Receiver {
  url: (channel: string) => string;
  arrivals: Arrival[];
  behave: (channel: string, manners: Manner[], afterwards?: Manner) => void;
  stop: () => Promise<void>;
}

/** Starts the server; each channel has its own path and behavior. */
export async function startReceiver(): Promise<Receiver> {
  const arrivals: Arrival[] = [];
  const manners = new Map<string, { next: Manner[]; afterwards: Manner }>();
  const app = express().use(express.text({ type: '*/*' }));
  app.post('/:channel', async (req, res) => {
    const raw = req.body as string;
    const arrival: Arrival = {
      channel: req.params.channel,
      id: req.get('webhook-id') ?? '',
      headers: req.headers as Record<string, string>,
      raw,
      body: JSON.parse(raw) as Arrival['body'],
      at: performance.now(),
      acknowledgedAt: null,
    };
    arrivals.push(arrival);
    const plan = manners.get(arrival.channel);
    const manner = plan?.next.shift() ?? plan?.afterwards ?? 200;
    if (manner === 'never') return;
    if (manner === 'lose-the-answer') {
      res.socket?.destroy();
      return;
    }
    const { status, afterMs } = typeof manner === 'number' ? { status: manner, afterMs: 0 } : manner;
    await sleep(afterMs);
    if (status < 300) arrival.acknowledgedAt = performance.now();
    res.status(status).end();
  });
  const server = app.listen(0, '127.0.0.1');
  await new Promise((done) => {
    server.once('listening', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: (channel) => `http://127.0.0.1:${port}/${channel}`,
    arrivals,
    behave: (channel, next, afterwards = 200) => {
      manners.set(channel, { next, afterwards });
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => {
          done();
        });
        server.closeAllConnections();
      }),
  };
}
