// A process that dies between a write and its answer: the database has it, and the next try hears what was decided.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { armedFor } from '../../crash-points.ts';
import { openOrm } from '../../db/connection/orm.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { testPepper, testRetailer } from '../support/retailer.ts';
import { prepareOnce, takenIn } from '../support/taken-in.ts';
import { freshDatabase, until } from '../support/whole-system.ts';

const point = 'during commit prepare';
const directory = mkdtempSync(join(tmpdir(), 'baton-unheard-'));
let url: string;
let orm: Awaited<ReturnType<typeof openOrm>>;
beforeAll(async () => {
  url = await freshDatabase();
  orm = await openOrm(url);
  await seedRetailer(orm, testRetailer());
});
afterAll(async () => {
  await orm.close();
  rmSync(directory, { recursive: true });
});

/** Handles the message in a process of its own, which dies at the point. */
function dieUnheard(orderId: string): string | null {
  writeFileSync(join(directory, armedFor(point)), '');
  const moduleAt = (path: string): string => JSON.stringify(new URL(`../../${path}`, import.meta.url).href);
  const { signal, stderr } = spawnSync(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `const { openOrm } = await import(${moduleAt('db/connection/orm.ts')});
      const { pickupKeys } = await import(${moduleAt('auth/pickup-code.ts')});
      const { handleMessage } = await import(${moduleAt('db/order/handle-message.ts')});
      const orm = await openOrm(${JSON.stringify(url)});
      await handleMessage(
        { orm, pickupKeys: pickupKeys(${JSON.stringify(testPepper)}, 'k1') },
        ${JSON.stringify(orderId)},
        { id: 'first', by: 'test', name: 'prepare', body: {} },
      );`,
    ],
    { env: { ...process.env, CRASH_POINTS: directory, CRASH_ONLY: point }, encoding: 'utf8' },
  );
  if (signal === null) throw new Error(stderr);
  return signal;
}

test('sent and not heard: it is written once, and the message asked again gets the answer of then', async () => {
  for (let round = 0; round < 3; round++) {
    const orderId = await takenIn(orm);
    expect(dieUnheard(orderId)).toBe('SIGKILL');
    expect(readdirSync(directory)).toEqual([point]);
    const rowsOf = (): Promise<{ version: number; messages: number }[]> =>
      orm.em.fork().execute(
        `select version, (select count(*)::int from order_message where order_id = orders.id) as messages
          from orders
          where id = ?`,
        [orderId],
      );
    await until(rowsOf, ([row]) => row?.messages === 1, { what: 'the write of the dead process' });
    const written = await rowsOf();
    const again = await prepareOnce(orm, orderId);
    expect(again.refusal).toBeUndefined();
    expect(await rowsOf()).toEqual(written);
  }
});
