// Metrics for operation: queues and their age, attention, the process; served with the worker's health.
import { createServer, type Server } from 'node:http';
import type { MikroORM } from '@mikro-orm/postgresql';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { countExpiring } from '../db/setup/api-keys.ts';
import { queueDepths } from '../db/order/start-queue.ts';

/** Serves /metrics and /healthz on the port. */
export function serveMetrics(orm: MikroORM, port: number, host = '127.0.0.1'): Server {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const gauges = {
    starts: gauge('baton_orders_to_start', 'Orders whose workflow has not started'),
    oldestStartSeconds: gauge('baton_oldest_start_seconds', 'Age of the oldest of them'),
    writeBacks: gauge('baton_write_back_streams_behind', 'Streams with write-backs that the channel has not taken'),
    parked: gauge('baton_write_back_streams_parked', 'Streams parked until an operator redelivers'),
    attention: gauge('baton_attention_open', 'Open attention'),
  };
  const keysExpiring = gauge('baton_keys_expiring', 'Keys that expire within 14 days and were not rotated');
  const read = async (): Promise<string> => {
    const depths = await queueDepths(orm.em.fork()).catch(() => null);
    if (depths) for (const [name, value] of Object.entries(depths)) gauges[name as keyof typeof gauges].set(value);
    await countExpiring(orm.em.fork()).then(
      (n) => keysExpiring.set(n),
      () => undefined,
    );
    return registry.metrics();
  };
  return createServer((req, res) => {
    if (req.url === '/healthz') {
      res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":true}');
      return;
    }
    if (req.url !== '/metrics') {
      res.writeHead(404).end();
      return;
    }
    read().then(
      (text) => res.writeHead(200, { 'content-type': registry.contentType }).end(text),
      () => res.writeHead(500).end(),
    );
  }).listen(port, host);
}
