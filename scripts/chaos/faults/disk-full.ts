// A full disk for PostgreSQL: intake answers 503, no acknowledged order is lost, and everything continues when there is
// space.
import { execFileSync } from 'node:child_process';
import { closeSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Scene } from '../fault.ts';
import { oneMoreOrder } from '../one-more-order.ts';
import { keyOf } from '../../simulation/retailer.ts';

const megabytes = 320;
/**
 * The orders that were sent meanwhile: the numbers of accepted ones, and the count per status (negative: without
 * Retry-After).
 */
interface Knocks {
  taken: Set<string>;
  refused: Map<number, number>;
}
const ballast = ({ plant }: Pick<Scene, 'plant'>): string => join(plant.data.path, 'small-disk', 'ballast');

/** Writes until the disk is full. */
function fill(scene: Scene): void {
  const file = openSync(ballast(scene), 'w');
  const block = Buffer.alloc(64 * 1024);
  try {
    for (;;) writeSync(file, block);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  } finally {
    closeSync(file);
  }
}

const count = (of: Map<number, number>, key: number): void => {
  of.set(key, (of.get(key) ?? 0) + 1);
};

/**
 * Sends orders while the disk is full: an accepted one must exist afterwards, and every other answer must be a 503 with
 * Retry-After.
 */
async function knock({ plant, run }: Scene, { taken, refused }: Knocks): Promise<void> {
  const order = oneMoreOrder({ run });
  const response = await fetch(`${plant.api}/v1/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${keyOf(run, 'channel')}` },
    body: JSON.stringify(order),
    signal: AbortSignal.timeout(20_000),
  });
  await response.arrayBuffer();
  if (response.ok) taken.add(order.channelOrderNumber);
  else count(refused, response.headers.has('retry-after') ? response.status : -response.status);
}

export const diskFull: Fault = {
  name: 'disk-full',
  description:
    'no room for PostgreSQL: intake answers 503, nothing acknowledged is lost, it goes on when there is room',
  begin: () => {
    const knocks: Knocks = { taken: new Set(), refused: new Map() };
    return {
      postgresOn: (directory) => {
        execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=755`, 'baton-small-disk', directory]);
        return () => {
          execFileSync('umount', ['-l', directory]);
        };
      },
      inject: async (scene) => {
        fill(scene);
        for (let i = 0; i < 20; i++) {
          await knock(scene, knocks).catch(() => {
            count(knocks.refused, 0);
          });
          if (statfsSync(join(scene.plant.data.path, 'small-disk')).bavail > 0) fill(scene);
          await sleep(200);
        }
        rmSync(ballast(scene), { force: true });
      },
      after: async ({ orm }) => {
        const { taken, refused } = knocks;
        const rows = await orm.em
          .fork()
          .execute<{ number: string }[]>('select channel_order_number as number from orders');
        const there = new Set(rows.map(({ number }) => number));
        const odd = [...refused].filter(([status]) => status !== 503);
        return {
          remark: `${taken.size} taken and ${[...refused.values()].reduce((a, b) => a + b, 0)} refused while full`,
          problems: [
            ...[...taken]
              .filter((number) => !there.has(number))
              .map((number) => `order ${number} was acknowledged and is lost`),
            ...odd.map(([status, times]) => `${times} answers ${status} instead of 503 with Retry-After`),
            ...(refused.size === 0 ? ['the disk was never full'] : []),
          ],
        };
      },
    };
  },
};
