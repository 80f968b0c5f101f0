// Temporal's own order app (temporalio/reference-app-orders-go) for comparison: built from a checkout, on its own dev
// server with our flags, with the same load as our lives: create, two more messages, wait for the end.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client, Connection } from '@temporalio/client';
import { inLanes } from '../lanes.ts';
import { startDaemon } from '../provisioning/daemon.ts';
import { freePort } from '../provisioning/ports.ts';
import { startDevServer } from '../provisioning/temporal-server.ts';
import { cpuSecondsOf } from './process-costs.ts';
import type { Rig } from './rig.ts';

/** The cost of one round: orders per second, and CPU seconds per order of server, worker and API. */
export interface ReferenceRound {
  perSecond: number;
  cpuSeconds: number;
}
export interface ReferenceApp {
  round: (name: string, load: { orders: number; inFlight: number }) => Promise<ReferenceRound>;
}

const patienceMs = 60_000;
const askAgainMs = 50;

/** Builds and starts the app; it ends with the rig. Throws when the directory is no checkout or Go is missing. */
export async function startReferenceApp(rig: Rig, checkout: string): Promise<ReferenceApp> {
  if (!existsSync(join(checkout, 'cmd', 'oms')))
    throw new Error(`${checkout} is no checkout of temporalio/reference-app-orders-go: it has no cmd/oms`);
  const file = join(rig.directory, 'reference-app');
  rig.say('building the reference app …');
  await promisify(execFile)('go', ['build', '-o', file, './cmd/oms'], { cwd: checkout });
  const server = await startDevServer({
    logFile: join(rig.directory, 'reference-temporal.log'),
    dbFile: join(rig.directory, 'reference.sqlite'),
  });
  rig.own(() => server.stop());
  const [orders, shipments, env] = await addressesOn(server.address);
  const pids = [server.identity.pid];
  for (const part of ['worker', 'api']) {
    const daemon = await startDaemon({
      file,
      args: [part],
      env: { ...process.env, ...env },
      cwd: rig.directory,
      logFile: join(rig.directory, `reference-${part}.log`),
    });
    rig.own(() => daemon.stop());
    pids.push(daemon.identity.pid);
  }
  const connection = await Connection.connect({ address: server.address });
  rig.own(() => connection.close());
  await ready(`${orders}/orders`);
  const live = lifeOn({ orders, shipments, client: new Client({ connection }) });
  const cpu = (): number => pids.reduce((sum, pid) => sum + cpuSecondsOf(pid), 0);
  return {
    round: async (name, load) => {
      const [cpuBefore, begun] = [cpu(), performance.now()];
      const ids = Array.from({ length: load.orders }, (_, n) => `${name}-${n}`);
      await inLanes(ids, load.inFlight, live);
      const seconds = (performance.now() - begun) / 1000;
      return { perSecond: load.orders / seconds, cpuSeconds: (cpu() - cpuBefore) / load.orders };
    },
  };
}

async function addressesOn(temporal: string): Promise<[orders: string, shipments: string, env: NodeJS.ProcessEnv]> {
  const services = ['BILLING', 'ORDER', 'SHIPMENT', 'FRAUD'];
  const env: NodeJS.ProcessEnv = { TEMPORAL_ADDRESS: temporal };
  for (const service of services) {
    const port = await freePort();
    env[`${service}_API_PORT`] = String(port);
    env[`${service}_API_URL`] = `http://127.0.0.1:${port}`;
  }
  return [env['ORDER_API_URL'] ?? '', env['SHIPMENT_API_URL'] ?? '', env];
}

async function ready(url: string): Promise<void> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const answer = await fetch(url).catch(() => null);
    await answer?.text();
    if (answer?.ok) return;
    if (performance.now() > deadline) throw new Error(`the reference app does not answer at ${url}`);
    await sleep(500);
  }
}

/** One order from its creation to its end. */
function lifeOn({ orders, shipments, client }: { orders: string; shipments: string; client: Client }) {
  let usualMs = 100;
  const send = async (url: string, body: object, wanted: number): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    if (answer.status !== wanted) throw new Error(`${url}: ${answer.status} ${text}`);
  };
  const booked = async (shipment: string): Promise<void> => {
    const begun = performance.now();
    for (await sleep(usualMs); ; await sleep(askAgainMs)) {
      const answer = await fetch(shipment);
      const text = await answer.text();
      if (answer.status === 200 && (JSON.parse(text) as { status: string }).status === 'booked') break;
      if (performance.now() - begun > patienceMs) throw new Error(`not booked: ${answer.status} ${text}`);
    }
    usualMs = 0.8 * usualMs + 0.2 * (performance.now() - begun) * 0.95;
  };
  return async (id: string): Promise<void> => {
    const order = { id, customerId: 'c-1', items: [{ sku: 'Nike Air', quantity: 1 }] };
    await send(`${orders}/orders`, order, 201);
    const shipment = `${shipments}/shipments/${encodeURIComponent(`${id}:1`)}`;
    await booked(shipment);
    for (const status of ['dispatched', 'delivered']) await send(`${shipment}/status`, { status }, 200);
    await client.workflow.getHandle(`Order:${id}`).result();
  };
}
