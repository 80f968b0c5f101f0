// Plays channel, stores and carrier for many orders at once in a separate process, and prints the result. It never
// reads an order: it polls for a store's next step when it is likely due, and learns of the end as a channel does.
// Polls without a result are counted, because they cost the API, too.
import { setTimeout as sleep } from 'node:timers/promises';
import { inLanes } from '../lanes.ts';
import { openChannel, type Channel } from './channel.ts';
import { benchOrder, channelKey, storeKey } from './retailer.ts';

export interface Drive {
  api: string;
  sandbox: string;
  webhookPort: number;
  orders: number;
  inFlight: number;
  run: string;
  /** Stops at the offer and leaves the orders open. */
  until: 'COMPLETED' | 'PLACED';
}
export interface Driven {
  seconds: number;
  lifeMs: number[];
  inVain: number;
  heard: number;
  ids: string[];
}
interface Answer {
  status: number;
  body: { id: string; code?: string; waybills?: { trackingNumber: string }[] };
}

const drive = JSON.parse(process.argv[2] ?? '') as Drive;
const patienceMs = 60_000;
const askAgainMs = 50;
let inVain = 0;

async function say(url: string, key: string, body?: unknown): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'] };
}

/** Polls when the step is usually due, then repeatedly, and remembers how long it took. */
function patience(): (ask: () => Promise<Answer>) => Promise<Answer> {
  let usuallyMs = 100;
  return async (ask) => {
    const begun = performance.now();
    await sleep(usuallyMs);
    for (let tries = 1; ; tries++) {
      const answer = await ask();
      if (answer.status < 300) {
        usuallyMs = tries === 1 ? usuallyMs * 0.98 : 0.8 * usuallyMs + 0.2 * (performance.now() - begun);
        return answer;
      }
      if (performance.now() - begun > patienceMs || ![404, 409, 503].includes(answer.status))
        throw new Error(`not done in time: ${JSON.stringify(answer)}`);
      inVain += 1;
      await sleep(askAgainMs);
    }
  };
}

const onceOffered = patience();
const onceLabelled = patience();

async function place(n: number): Promise<string> {
  const { status, body } = await say(`${drive.api}/v1/orders`, channelKey, benchOrder(n, `${drive.run}-${n}`));
  if (status !== 201) throw new Error(`not placed: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

async function live(n: number, channel: Channel): Promise<string> {
  const id = await place(n);
  if (drive.until === 'PLACED') return id;
  await onceOffered(() => say(`${drive.api}/v1/offers/${id}-o1/accept`, storeKey(n)));
  const { body } = await onceLabelled(() => say(`${drive.api}/v1/fulfillment-orders/${id}-f1/ship`, storeKey(n)));
  await say(`${drive.sandbox}/carrier/parcels/${body.waybills?.[0]?.trackingNumber}/events`, '', {
    event: 'DELIVERED',
  });
  await Promise.race([
    channel.over(id),
    sleep(patienceMs, undefined, { ref: false }).then(() => {
      throw new Error(`order ${id} does not end`);
    }),
  ]);
  return id;
}

const channel = await openChannel(drive.webhookPort);
const lifeMs: number[] = [];
const begun = performance.now();
const ids = await inLanes(Array.from({ length: drive.orders }), drive.inFlight, async (_, at) => {
  const from = performance.now();
  const id = await live(at + 1, channel);
  lifeMs.push(performance.now() - from);
  return id;
});
const driven: Driven = { seconds: (performance.now() - begun) / 1000, lifeMs, inVain, heard: channel.heard(), ids };
await channel.close();
process.stdout.write(JSON.stringify(driven));
process.exit(0); // kept-alive connections would prevent the exit
