// A database that breaks off in mid-transaction takes no connection with it: the process continues afterwards.
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { MikroORM } from '@mikro-orm/postgresql';
import { openOrm } from '../../db/connection/orm.ts';
import { isTransient } from '../../db/connection/transient-errors.ts';
import { freshDatabase } from '../support/whole-system.ts';

const limits = { max: 2, statementTimeoutMs: 5000, lockTimeoutMs: 2000 };
const breaks = 5; // more than the pool has connections
let orm: MikroORM;
let wire: { server: Server; cutAt: string | null };
beforeAll(async () => {
  const url = new URL(await freshDatabase());
  wire = await cuttableWire(Number(url.port));
  url.port = String((wire.server.address() as AddressInfo).port);
  orm = await openOrm(url.href, limits);
});
afterAll(async () => {
  await orm.close();
  wire.server.close();
});

/** A connection to PostgreSQL that is cut as soon as this text passes. */
async function cuttableWire(port: number): Promise<typeof wire> {
  const made: typeof wire = { server: createServer(), cutAt: null };
  made.server.on('connection', (client: Socket) => {
    const database = connect(port, '127.0.0.1');
    const cut = (): void => {
      client.destroy();
      database.destroy();
    };
    client
      .on('data', (data) => {
        if (made.cutAt !== null && data.toString('latin1').includes(made.cutAt)) cut();
        else database.write(data);
      })
      .on('close', cut)
      .on('error', cut);
    database
      .on('data', (data) => client.write(data))
      .on('close', cut)
      .on('error', cut);
  });
  await new Promise((listening) => {
    made.server.listen(0, '127.0.0.1', () => {
      listening(undefined);
    });
  });
  return made;
}

const one = (): Promise<number | undefined> =>
  orm.em.fork().transactional(async (em) => (await em.execute<{ n: number }[]>('select 1 as n'))[0]?.n);

test.each(['begin', 'select 1', 'commit'])(
  'cut off at "%s" again and again, it works as soon as the database is back',
  async (words) => {
    wire.cutAt = words;
    for (let i = 0; i < breaks; i++)
      expect(
        await one().then(
          () => null,
          (error: unknown) => isTransient(error),
        ),
      ).toBe(true);
    wire.cutAt = null;
    expect(await Promise.all([one(), one()])).toEqual([1, 1]);
  },
);

test('cut off at the rollback, the reason for it is what is thrown', async () => {
  wire.cutAt = 'rollback';
  for (let i = 0; i < breaks; i++)
    await expect(orm.em.fork().transactional(() => Promise.reject(new Error('the real reason')))).rejects.toThrow(
      'the real reason',
    );
  wire.cutAt = null;
  expect(await Promise.all([one(), one()])).toEqual([1, 1]);
});

test('a backend that is ended in the middle of a transaction leaves its place to another', async () => {
  for (let i = 0; i < breaks; i++)
    await expect(
      orm.em.fork().transactional((em) => em.execute('select pg_terminate_backend(pg_backend_pid())')),
    ).rejects.toThrow();
  expect(await Promise.all([one(), one()])).toEqual([1, 1]);
});

test('what was done is undone when it fails, and kept when it does not', async () => {
  await orm.em.fork().execute('create table mark (n int)');
  await expect(
    orm.em.fork().transactional(async (em) => {
      await em.execute('insert into mark values (1)');
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  await orm.em.fork().transactional((em) => em.execute('insert into mark values (2)'));
  expect(await orm.em.fork().execute('select n from mark')).toEqual([{ n: 2 }]);
});
