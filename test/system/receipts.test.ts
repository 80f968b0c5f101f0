// The channel's policy decides whether delivery is receipt: after some days by itself, or when the buyer confirms; the
// channel is told.
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { confirmDueReceipts } from '../../worker/sweeps.ts';
import { accepted, at, carrierSays, orderIn, place, see } from '../support/orders.ts';
import { startWholeSystem, until, type WholeSystem } from '../support/whole-system.ts';

let system: WholeSystem;
beforeAll(async () => {
  system = await startWholeSystem({ careful: { autoConfirmDays: 7 } });
});
afterAll(async () => {
  await system.stop();
});

async function delivered(): Promise<string> {
  const id = await place(system, {}, 'careful');
  const fo = await accepted(system, id);
  await at(system, fo, 'ship');
  expect(await system.call('channel:careful', `POST /v1/orders/${id}/receipt-confirmation`)).toMatchObject({
    status: 409,
    body: { code: 'WRONG_STATE' },
  });
  await carrierSays(system, fo, 'DELIVERED');
  await until(
    () => see(system, id),
    (o) => o.closedAt !== null,
    { what: 'the end of the workflow' },
  );
  expect(await orderIn(system, id, 'FULFILLED')).toMatchObject({ status: 'FULFILLED' });
  return id;
}
const told = async (id: string): Promise<unknown[]> =>
  (
    await system.deps.orm.em.fork().execute<{ status: unknown }[]>(
      `select body ->> 'status' as status
        from write_back
        where order_id = ? and event = 'order.status_changed'
        order by seq`,
      [id],
    )
  ).map((r) => r.status);

test('the buyer confirms: completed once, and the channel is told once', async () => {
  const id = await delivered();
  for (let i = 0; i < 2; i++)
    expect(await system.call('channel:careful', `POST /v1/orders/${id}/receipt-confirmation`)).toMatchObject({
      status: 200,
      body: { status: 'COMPLETED' },
    });
  expect((await told(id)).filter((s) => s === 'COMPLETED')).toHaveLength(1);
});

test("nobody confirms: after the channel's days it completes by itself, not before", async () => {
  const id = await delivered();
  await confirmDueReceipts(system.deps);
  expect((await see(system, id)).status).toBe('FULFILLED');
  await system.deps.orm.em
    .fork()
    .execute("update orders set closed_at = closed_at - interval '8 days' where id = ?", [id]);
  await confirmDueReceipts(system.deps);
  expect((await see(system, id)).status).toBe('COMPLETED');
  expect((await told(id)).at(-1)).toBe('COMPLETED');
});
