// A caller floods one order with messages: it is refused at the limit, the history stays short, and no other order
// waits for it.
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { workflowIdOf } from '../../../domain/order/ids.ts';
import { keyOf } from '../../simulation/retailer.ts';
import type { Fault, Scene } from '../fault.ts';
import { placeOne } from '../one-more-order.ts';
import { percentile } from '../../bench/figures.ts';
import { inLanes } from '../../lanes.ts';

const talkersAtOnce = 8;
const longestHistory = 1000;
/** The answers to the flood, and the waiting times of other orders (ms), before and during it. */
interface Heard {
  answers: Map<number, number>;
  hammered: string;
  loud: boolean;
  waited: { calm: number[]; loud: number[] };
}

/** Places or releases one more hold, each a message of its own; returns the status. */
async function talk({ plant, run }: Scene, id: string, n: number): Promise<number> {
  const [path, body] =
    n % 2 === 0
      ? [`/v1/orders/${id}/holds`, { key: 'LOUD', reason: 'again' }]
      : [`/v1/orders/${id}/holds/LOUD/release`, {}];
  const headers = {
    'content-type': 'application/json',
    authorization: `Bearer ${keyOf(run, 'operator')}`,
    'idempotency-key': `loud-${n}`,
  };
  return fetch(plant.api + path, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status;
    },
    () => 0,
  );
}

async function hammer(scene: Scene, heard: Heard): Promise<void> {
  const id = await placeOne(scene);
  heard.hammered = id;
  heard.loud = true;
  await inLanes(Array.from({ length: scene.scale.hammerMessages }), talkersAtOnce, async (_, n) => {
    const status = await talk(scene, id, n);
    heard.answers.set(status, (heard.answers.get(status) ?? 0) + 1);
  });
  heard.loud = false;
}

async function eventsOf({ plant }: Scene, id: string): Promise<number> {
  const connection = await Connection.connect({ address: `127.0.0.1:${plant.settings.TEMPORAL_PORT}` });
  const history = await new Client({ connection, namespace: plant.settings.TEMPORAL_NAMESPACE }).workflow
    .getHandle(workflowIdOf(id))
    .fetchHistory();
  await connection.close();
  return history.events?.length ?? 0;
}

export const oneOrder: Fault = {
  name: 'one-order',
  description: '10,000 messages on one order: it stays short, and the others hardly notice',
  begin: () => {
    const heard: Heard = { answers: new Map(), hammered: '', loud: false, waited: { calm: [], loud: [] } };
    return {
      wrap: (system) => ({
        ...system,
        call: async (as, request, said) => {
          const begun = performance.now();
          const answer = await system.call(as, request, said);
          if (request.startsWith('POST '))
            (heard.loud ? heard.waited.loud : heard.waited.calm).push(performance.now() - begun);
          return answer;
        },
      }),
      rounds: () => 1,
      inject: async (scene) => {
        await sleep(scene.scale.orders >= 100 ? 12_000 : 4000); // first a calm period for comparison
        await hammer(scene, heard);
      },
      after: async (scene) => {
        const { answers, hammered, waited } = heard;
        const events = await eventsOf(scene, hammered);
        const [calm, whileLoud] = [percentile(waited.calm, 0.99), percentile(waited.loud, 0.99)];
        const said = [...answers]
          .toSorted(([a], [b]) => a - b)
          .map(([status, times]) => `${times}×${status}`)
          .join(' ');
        const slower = whileLoud / calm;
        return {
          remark:
            `${said}; ${events} events; ` +
            `p99 of the others ${calm.toFixed(0)} → ${whileLoud.toFixed(0)} ms (${slower.toFixed(1)}×)`,
          problems: [
            ...(events < longestHistory ? [] : [`its history has ${events} events`]),
            ...(answers.has(500) ? ['it was answered with 500'] : []),
          ],
        };
      },
    };
  },
};
