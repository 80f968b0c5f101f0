// A database with the locations, products and stock rows of a large retailer.
import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/postgresql';
import { openOrm } from '../../db/connection/orm.ts';
import { migrate } from '../../db/schema/migrate.ts';
import { seedRetailer } from '../../db/seed/retailer.ts';
import { testRetailer } from '../../test/support/retailer.ts';
import type { Rig } from '../bench/rig.ts';
import { startEmbeddedPostgres } from '../provisioning/embedded-postgres.ts';

export interface Size {
  locations: number;
  products: number;
  stockRows: number;
}
export const productOf = (n: number): string => `P-${n}`;

/**
 * Fills the database: each location has stock of the same fraction of the products, and each product lies at the same
 * fraction of the locations.
 */
export async function openDatabase(rig: Rig, size: Size): Promise<MikroORM> {
  const postgres = await startEmbeddedPostgres({ dataDir: join(rig.directory, `postgres-${size.locations}`) });
  rig.own(() => postgres.stop());
  const orm = await openOrm(postgres.url('postgres'), { max: 16, statementTimeoutMs: 600_000, lockTimeoutMs: 60_000 });
  rig.own(() => orm.close());
  await migrate(orm);
  await seedRetailer(orm, { ...testRetailer(), stock: [] });
  const em = orm.em.fork();
  await em.execute(
    `insert into location (
        id, name, kind, party_id, province, city, latitude, longitude, time_zone, opening_hours, carriers, daily_quota
      )
      select 'L-' || n, 'L-' || n, 'STORE', 'head', 'P' || n % 30, 'C' || n % 300,
        20 + (n * 7919 % 25000) / 1000.0, 80 + (n * 104729 % 45000) / 1000.0,
        'Asia/Shanghai', (select opening_hours from location where id = 'near'), '["sandbox"]', 100000
      from generate_series(1, ?) n`,
    [size.locations],
  );
  await em.execute(
    `insert into product (sku, name, category, unit_price_minor, weight_grams)
      select 'P-' || n, 'P-' || n, 'bench', 10000, 500
      from generate_series(1, ?) n`,
    [size.products],
  );
  rig.say(`writing ${size.stockRows.toLocaleString('en')} stock rows`);
  await em.execute(
    `insert into stock (sku, location_id, on_hand, reserved, safety, in_doubt, damaged)
      select 'P-' || p, 'L-' || l, 1000, 0, 0, 0, 0
      from generate_series(1, ?) p, generate_series(1, ?) l
      where (p * 7919 + l * 104729) % ? < ?`,
    [size.products, size.locations, size.locations * size.products, size.stockRows],
  );
  await em.execute('vacuum analyze');
  return orm;
}
