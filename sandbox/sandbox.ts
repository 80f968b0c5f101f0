// The outside systems of a demo and of tests: carrier, payment provider and sales channel over HTTP, with configurable
// faults.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler } from 'express';
import { z } from 'zod';
import { Behaviors } from './behaviors.ts';
import { carrierRoutes } from './carrier-routes.ts';
import { channelRoutes } from './channel-routes.ts';
import type { CarrierSecrets } from '../auth/carrier-secret.ts';
import { controlRoutes } from './control-routes.ts';
import { openMemory, type Memory } from './memory.ts';
import { paymentRoutes } from './payment-routes.ts';
import { createTrackingNotifier, type TrackingNotifier } from './tracking-notifier.ts';

export interface SandboxOptions {
  apiUrl: string;
  /** Each carrier's secret for signing tracking calls. */
  carrierSecrets: CarrierSecrets;
  /** Default: 127.0.0.1. */
  host?: string;
  /** Default: a free port. */
  port?: number;
  /** The file of the journal; without it a restart forgets everything. */
  journalFile?: string;
  log?: (line: string) => void;
}

export interface Sandbox {
  url: string;
  close: () => Promise<void>;
}

/** Starts a sandbox; on an existing journal it repeats all its earlier answers. */
export async function createSandbox({
  apiUrl,
  carrierSecrets,
  host = '127.0.0.1',
  port = 0,
  journalFile,
  log = () => {},
}: SandboxOptions): Promise<Sandbox> {
  const memory = await openMemory(journalFile);
  const onSettled = (eventId: string, told: boolean): void => {
    memory.remember({ fact: 'EVENT_SETTLED', eventId, told });
    void memory.written();
  };
  const notifier = createTrackingNotifier({ apiUrl, carrierSecrets, onSettled, log });
  const server = createServer(sandboxApp(memory, notifier));
  server.listen(port, host);
  await once(server, 'listening');
  for (const { parcel, event } of memory.ledger.unsettledEvents()) notifier.notify(parcel, event);
  const close = async (): Promise<void> => {
    server.close();
    server.closeAllConnections(); // some connections hang on purpose
    await notifier.close();
    await memory.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}

function sandboxApp(memory: Memory, notifier: TrackingNotifier): express.Express {
  const behaviors = new Behaviors();
  const context = { memory, behaviors };
  return express()
    .disable('x-powered-by')
    .use(express.json({ limit: '256kb' }))
    .use('/carrier', carrierRoutes(context, notifier))
    .use('/payments', paymentRoutes(context))
    .use('/channel', channelRoutes(memory, behaviors))
    .use(controlRoutes(memory.ledger, behaviors))
    .use((req, res) => {
      res.status(404).json({ code: 'NOT_FOUND', message: `There is no ${req.method} ${req.path}; see GET /.` });
    })
    .use(answerError);
}

// oxlint-disable-next-line max-params -- Express knows an error handler by its four parameters
const answerError: ErrorRequestHandler = (error, _req, res, next) => {
  if (res.headersSent) return next(error);
  if (error instanceof z.ZodError)
    return void res.status(400).json({ code: 'BAD_REQUEST', message: z.prettifyError(error) });
  const { status, message } = error as { status?: number; message: string };
  const isTheirs = status !== undefined && status < 500;
  res.status(isTheirs ? status : 500).json({ code: isTheirs ? 'BAD_REQUEST' : 'INTERNAL_ERROR', message });
};
