// The files of db/schema, the entities and the database agree.
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import { openOrm } from '../../db/connection/orm.ts';
import { dumpSchema } from '../../db/schema/dump.ts';
import {
  inOneSpelling,
  installedViewsAndTriggers,
  installFunctions,
  installViewsAndTriggers,
  readSchemaSql,
} from '../../db/schema/install-functions.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { defaultPolicy } from '../../domain/order/channel-policy.ts';

const sql = readSchemaSql();
const nameOf = (file: string): string => basename(file, '.sql');
const opened: MikroORM[] = [];
let orm: MikroORM;

/** A database that does not exist yet. */
async function openNew(): Promise<MikroORM> {
  const one = await openOrm(`${process.env['TEST_DATABASE_URL'] ?? ''}/t_${randomUUID().replaceAll('-', '')}`);
  opened.push(one);
  return one;
}
const ask = <Row>(text: string, parameters: unknown[] = []): Promise<Row[]> => orm.em.fork().execute(text, parameters);
const inTransaction = (one: MikroORM, steps: (em: EntityManager) => Promise<void>): Promise<void> =>
  one.em.fork().transactional(steps);

beforeAll(async () => {
  orm = await openNew();
  await migrate(orm);
});
afterAll(async () => {
  for (const one of opened) await one.close();
});

describe('functions', () => {
  const installed = (): Promise<{ name: string; body: string; whole: string }[]> =>
    ask(
      `select proname as name, prosrc as body, pg_get_functiondef(oid) as whole
        from pg_proc
        where pronamespace = 'public'::regnamespace
        order by proname`,
    );

  test('none is installed that has no file, and none has a file that is not installed', async () => {
    expect((await installed()).map(({ name }) => name)).toEqual(sql.functions.map(({ file }) => nameOf(file)));
  });

  test('each has the body of its file, word for word', async () => {
    for (const { name, body } of await installed()) {
      const file = sql.functions.find((one) => nameOf(one.file) === name);
      expect(file?.text.split('$body$')[1]).toBe(body);
    }
  });

  test('each is declared as its file declares it: to run the file again changes nothing', async () => {
    const before = await installed();
    await inTransaction(orm, (em) => installFunctions(em, sql.functions, 'CHECKED'));
    expect(await installed()).toEqual(before);
  });

  test('views and triggers are those of the files, in the words in which PostgreSQL writes them down', async () => {
    const there = await installedViewsAndTriggers(orm.em.fork());
    expect(there.map(inOneSpelling).toSorted()).toEqual(
      [...sql.views, ...sql.triggers].map(({ text }) => inOneSpelling(text)).toSorted(),
    );
  });

  test('each file says who calls the function and how it may change', () => {
    for (const { file } of [...sql.functions, ...sql.views]) {
      const header = readFileSync(file, 'utf8').split(/^create /m)[0];
      expect(header).toMatch(/^-- [^]+\n-- (Called|Read) by [^]+\n-- May change: /);
    }
  });
});

describe('entities', () => {
  test('the ORM finds nothing that the database lacks or has too much', async () => {
    expect(await orm.schema.getUpdateSchemaSQL({ wrap: false })).toBe('');
  });

  test('a database made from them has the same columns, keys, checks, indexes and comments', async () => {
    const made = await openNew();
    await made.schema.ensureDatabase();
    await inTransaction(made, async (em) => {
      await installFunctions(em, sql.functions, 'UNCHECKED');
      await em.execute(await made.schema.getCreateSchemaSQL({ wrap: false }));
      await installViewsAndTriggers(em, sql);
    });
    expect(await dumpSchema(made.em.fork())).toBe(withoutFill(await dumpSchema(orm.em.fork())));
  });
});

/** The fill factor of a table: migrations set it, entities cannot. */
const withoutFill = (dump: string): string => dump.replaceAll(/ with \(fillfactor=\d+\)/g, '');

describe('schema.sql', () => {
  test('is what the migrations, functions and views make; `npm run schema` writes it', async () => {
    const file = fileURLToPath(new URL('../../db/schema/schema.sql', import.meta.url));
    expect(readFileSync(file, 'utf8')).toBe(await dumpSchema(orm.em.fork()));
  });
});

describe('channel_policy', () => {
  const keysIn = (text: string): string[] =>
    [...text.matchAll(/\bpolicy\s*#?->>?\s*'(\w+)'/g)].map(([, key]) => key ?? '');

  test('every key that it reads is a field of ChannelPolicy', () => {
    const keys = keysIn(sql.views.find(({ file }) => nameOf(file) === 'channel_policy')?.text ?? '');
    expect(keys.length).toBeGreaterThan(0);
    expect(Object.keys(defaultPolicy)).toEqual(expect.arrayContaining(keys));
  });

  test('is the only SQL that reads keys of the policy', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const readers = ['activities', 'api', 'db', 'scripts', 'worker'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(ts|sql)$/.test(file))
        .map((file) => join(folder, file))
        .filter((file) => keysIn(readFileSync(join(root, file), 'utf8')).length > 0),
    );
    expect(readers).toEqual(['db/schema/views/channel_policy.sql']);
  });
});

describe('SQL', () => {
  test('the API has none: it calls functions of db', () => {
    const api = fileURLToPath(new URL('../../api', import.meta.url));
    const files = readdirSync(api, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    expect(files.length).toBeGreaterThan(30);
    expect(files.filter((file) => /\.execute[<(]/.test(readFileSync(join(api, file), 'utf8')))).toEqual([]);
  });
});

describe('migrating', () => {
  const rowVersions = (): Promise<unknown[]> =>
    ask(
      `select 'trigger' as kind, tgname as name, xmin::text from pg_trigger where not tgisinternal
        union all
        select 'view', relname, xmin::text from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace
        union all
        select 'migration', name, xmin::text from mikro_orm_migrations
        union all
        select 'row', 'stock_watch_cursor', xmin::text from stock_watch_cursor
        union all
        select 'row', 'credit_policy', xmin::text from credit_policy
        order by 1, 2`,
    );

  test('a second time changes nothing, and locks neither tables nor views', async () => {
    const [schema, rows] = [await dumpSchema(orm.em.fork()), await rowVersions()];
    await migrate(orm);
    expect(await dumpSchema(orm.em.fork())).toBe(schema);
    expect(await rowVersions()).toEqual(rows);
    await inTransaction(orm, async (em) => {
      await em.execute('lock table order_line, location, party, quota_override in share row exclusive mode');
      await em.execute('select from channel_policy');
      const another = await openOrm(orm.config.get('clientUrl') ?? '');
      opened.push(another);
      await migrate(another);
    });
  });

  test('two processes may do so at once', async () => {
    const one = await openNew();
    const other = await openOrm(one.config.get('clientUrl') ?? '');
    opened.push(other);
    await Promise.all([migrate(one), migrate(other)]);
    expect(await dumpSchema(other.em.fork())).toBe(await dumpSchema(orm.em.fork()));
  });

  test('a function that was changed by hand is as in its file again', async () => {
    const one = await openNew();
    await migrate(one);
    await one.em.fork().execute("create or replace function new_revision() returns bigint language sql as 'select 7'");
    await migrate(one);
    const [{ n } = { n: '7' }] = await one.em.fork().execute<{ n: string }[]>('select new_revision()::text as n');
    expect(n).not.toBe('7');
  });

  test.each([
    ['declares what is not there', 'create or replace function broken() returns no_such_type language sql as $$$$'],
    [
      'names a table that is not there',
      'create or replace function broken() returns int language sql as $$select a from b$$',
    ],
    [
      'has a body that is no code',
      'create or replace function broken() returns int language plpgsql as $$begin retrun 1; end$$',
    ],
  ])('a function that %s leaves an empty database and names its file', async (_, text) => {
    const one = await openNew();
    await expect(
      migrate(one, { ...sql, functions: [...sql.functions, { file: 'functions/broken.sql', text }] }),
    ).rejects.toThrow(/^functions\/broken\.sql cannot be installed: /);
    const [left] = await one.em.fork().execute<{ tables: number; functions: number }[]>(
      `select (select count(*)::int from pg_class where relnamespace = 'public'::regnamespace) as tables,
          (select count(*)::int from pg_proc where pronamespace = 'public'::regnamespace) as functions`,
    );
    expect(left).toEqual({ tables: 0, functions: 0 });
  });

  test('a database of migrations that are no longer there is left alone, and how to be rid of it is said', async () => {
    const one = await openNew();
    await migrate(one);
    await one.em.fork().execute("update mikro_orm_migrations set name = 'Migration20261122000000_init'");
    await expect(migrate(one)).rejects.toThrow(/was made by an earlier Baton.*`npm run reset`/s);
  });

  test('a database that a newer release has made is taken as it is', async () => {
    const one = await openNew();
    await migrate(one);
    await one.em.fork().execute("insert into mikro_orm_migrations (name) values ('Migration29990101000000_newer')");
    await migrate(one);
  });
});

describe('files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'baton-sql-'));
    for (const name of ['functions', 'views']) mkdirSync(join(folder, name));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['functions', 'a function of another name', 'create or replace function two() returns int language sql as $$$$;'],
    ['functions', 'a function that cannot be replaced', 'create function one() returns int language sql as $$$$;'],
    ['functions', 'a view', 'create or replace view one as select 1;'],
    ['functions', 'nothing', '-- nothing\n'],
    ['views', 'a function', 'create or replace function one() returns int language sql as $$$$;'],
    ['views', 'two views', 'create or replace view one as select 1;\n\ncreate or replace view two as select 2;'],
  ])('one in %s with %s is refused', (kind, _, text) => {
    const file = join(folder, kind, 'one.sql');
    writeFileSync(file, text);
    expect(() => readSchemaSql(folder)).toThrow(file);
    rmSync(file);
  });
});
