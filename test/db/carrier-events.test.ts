// Stored carrier events are claimed by one worker at a time; one that cannot be applied delays no other.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openOrm } from '../../db/connection/orm.ts';
import { sweepEvery } from '../../db/connection/sweep-lease.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { claimMatchedEvents, countParkedEvents, retryParkedEvents } from '../../db/tracking/carrier-events.ts';
import { testRetailer } from '../support/retailer.ts';
import { takenIn } from '../support/taken-in.ts';
import { freshDatabase } from '../support/whole-system.ts';

let orm: Awaited<ReturnType<typeof openOrm>>;
let orderId: string;
beforeAll(async () => {
  orm = await openOrm(await freshDatabase());
  await seedRetailer(orm, testRetailer());
  orderId = await takenIn(orm);
});
afterAll(async () => {
  await orm.close();
});
beforeEach(async () => {
  await em().execute('delete from carrier_event');
});

const em = () => orm.em.fork();
const label = (number: string): Promise<unknown> =>
  em().execute(
    `insert into waybill (
        order_id, id, fulfillment_order_id, status, carrier, contents, destination, tracking_number, created_at
      )
      values (?, ?, 'f1', 'HANDED_OVER', 'sandbox', '[]', '{}', ?, now())`,
    [orderId, `w-${number}`, number],
  );
const event = (number: string, id: string = randomUUID(), secondsAgo = 60): Promise<unknown> =>
  em().execute(
    `insert into carrier_event (carrier, event_id, tracking_number, event, at, received_at)
      values ('sandbox', ?, ?, 'PICKED_UP', now() - ? * interval '1 second', now() - interval '1 minute')`,
    [id, number, secondsAgo],
  );
const due = (): Promise<unknown> => em().execute("update carrier_event set next_at = now() - interval '1 second'");

test('an event waits for its number, and then is claimed once by all workers together', async () => {
  await event('A1', 'e1');
  expect(await claimMatchedEvents(em(), 10)).toEqual([]);
  await label('A1');
  const claims = await Promise.all([1, 2, 3, 4].map(() => claimMatchedEvents(em(), 10)));
  expect(claims.flat()).toMatchObject([{ eventId: 'e1', orderId, waybillId: 'w-A1' }]);
});

test('the events of a claim come in the order of the carrier', async () => {
  await label('A2');
  await event('A2', 'late', 10);
  await event('A2', 'early', 90);
  expect((await claimMatchedEvents(em(), 10)).map((one) => one.eventId)).toEqual(['early', 'late']);
});

test('an event that is not applied comes again, and is given up after twenty times until it is asked for', async () => {
  await label('A3');
  await event('A3', 'stuck');
  for (let n = 0; n < 20; n++) {
    expect(await claimMatchedEvents(em(), 10)).toHaveLength(1);
    expect(await claimMatchedEvents(em(), 10)).toEqual([]);
    await due();
  }
  expect([await claimMatchedEvents(em(), 10), await countParkedEvents(em())]).toEqual([[], 1]);
  expect([await retryParkedEvents(em(), 'other'), await retryParkedEvents(em(), 'sandbox')]).toEqual([0, 1]);
  expect(await claimMatchedEvents(em(), 10)).toHaveLength(1);
});

test('a sweep is done by one process, and again when its time has passed', async () => {
  let done = 0;
  const sweep = () => sweepEvery(em(), { name: 'a-sweep', seconds: 60 }, () => Promise.resolve((done += 1)));
  await Promise.all([sweep(), sweep(), sweep()]);
  expect([await sweep(), done]).toEqual([0, 1]);
  await em().execute("update sweep_lease set leased_until = now() where name = 'a-sweep'");
  expect([await sweep(), done]).toEqual([2, 2]);
});
