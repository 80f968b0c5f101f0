// Metrics for operation: queues and their age, attention, the process; served with the worker's health.
import { createServer, type Server } from 'node:http';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { countExpiring } from '../db/setup/api-keys.ts';
import { queueDepths } from '../db/order/start-queue.ts';
import { countParkedEvents } from '../db/tracking/carrier-events.ts';

/** Gauges over the database, read anew for each answer; one that cannot be read keeps its last value. */
function gaugesOf(orm: MikroORM, registry: Registry): () => Promise<void> {
  const gauge = (name: string, help: string): Gauge => new Gauge({ name, help, registers: [registry] });
  const depths = {
    starts: gauge('baton_orders_to_start', 'Orders whose workflow has not started'),
    oldestStartSeconds: gauge('baton_oldest_start_seconds', 'Age of the oldest of them'),
    writeBacks: gauge('baton_write_back_streams_behind', 'Streams with write-backs that the channel has not taken'),
    parked: gauge('baton_write_back_streams_parked', 'Streams parked until an operator redelivers'),
    attention: gauge('baton_attention_open', 'Open attention'),
  };
  const counts: [Gauge, (em: EntityManager) => Promise<number>][] = [
    [gauge('baton_keys_expiring', 'Keys that expire within 14 days and were not rotated'), countExpiring],
    [gauge('baton_carrier_events_parked', 'Carrier events given up until an operator asks'), countParkedEvents],
  ];
  return async () => {
    const now = await queueDepths(orm.em.fork()).catch(() => null);
    if (now) for (const [name, value] of Object.entries(now)) depths[name as keyof typeof depths].set(value);
    for (const [one, count] of counts) {
      const value = await count(orm.em.fork()).catch(() => null);
      if (value !== null) one.set(value);
    }
  };
}

/** Serves /metrics and /healthz on the port. */
export function serveMetrics(orm: MikroORM, port: number, host = '127.0.0.1'): Server {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const readGauges = gaugesOf(orm, registry);
  const read = async (): Promise<string> => {
    await readGauges();
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
