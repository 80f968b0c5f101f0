// A whole retailer as plain data, and how it gets into the database: only what is missing is written, what is there
// stays as it is.
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { RoutingProfile } from '../../domain/routing/profile.ts';
import type { DatedRate } from '../../domain/carriers/rate-card.ts';
import type { ServiceArea } from '../../domain/carriers/terms.ts';
import { locationFields } from '../../domain/setup/location.ts';
import { partyFields } from '../../domain/setup/party.ts';
import { productFields } from '../../domain/setup/product.ts';
import { complete, type GivenOf } from '../../domain/values/field.ts';
import { placeName } from '../../domain/values/place.ts';
import { hashKey, type Role } from '../../auth/api-key.ts';
import { insertMissing } from '../connection/insert-rows.ts';
import { toRow } from '../connection/row-codec.ts';
import { Carrier } from '../schema/entities/carrier.ts';
import { ApiKey, Channel, Party, Profile } from '../schema/entities/channel.ts';
import { Location, Product } from '../schema/entities/stock.ts';
import { channelRow, type ChannelSetup } from '../setup/channels.ts';
import { type CarrierSetUp, putCarrier } from '../setup/carriers.ts';
import { replaceRateCard } from '../setup/rate-cards.ts';

export type SeedParty = { id: string } & GivenOf<typeof partyFields>;
/** What is left out of a location or a product is as operators leave it out. */
export type SeedLocation = { id: string } & GivenOf<typeof locationFields>;
export type SeedProduct = { sku: string } & GivenOf<typeof productFields>;
/** What is left out of a carrier is as in its table; of a rate, any place and until further notice. */
export type SeedCarrier = { id: string; name: string } & Partial<Omit<CarrierSetUp, 'areas'>> & {
    areas?: ServiceArea[];
    rates?: Partial<DatedRate>[];
  };
export interface SeedStock {
  locationId: string;
  sku: string;
  onHand: number;
  safety: number;
}
/** The key itself, readable; only its hash is stored. `scope` is the channel, location or carrier it speaks for. */
export interface SeedKey {
  role: Role;
  name: string;
  key: string;
  scope: string | null;
}

export interface Retailer {
  parties: SeedParty[];
  profiles: RoutingProfile[];
  carriers: SeedCarrier[];
  channels: ChannelSetup[];
  locations: SeedLocation[];
  products: SeedProduct[];
  stock: SeedStock[];
  keys: SeedKey[];
}

/**
 * Writes the retailer in one transaction; a row that exists is left alone, so that doing it twice changes nothing and
 * live stock stays.
 */
export async function seedRetailer(orm: MikroORM, retailer: Retailer): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await insertMissing(em, {
      entity: Party,
      rows: retailer.parties.map((one) => ({ id: one.id, ...complete(partyFields, one) })),
    });
    await insertMissing(em, {
      entity: Profile,
      rows: retailer.profiles.map(({ version, ...profile }) => ({ version, profile })),
    });
    await insertCarriers(em, retailer.carriers);
    await insertMissing(em, { entity: Channel, rows: retailer.channels.map(channelRow) });
    await insertMissing(em, {
      entity: Location,
      rows: retailer.locations.map((one) => ({ id: one.id, ...complete(locationFields, one) })),
    });
    await insertMissing(em, {
      entity: Product,
      rows: retailer.products.map((one) => ({ sku: one.sku, ...complete(productFields, one) })),
    });
    await insertStock(em, retailer.stock);
    await insertMissing(em, {
      entity: ApiKey,
      rows: retailer.keys.map(({ key, ...rest }) => ({ ...rest, hash: hashKey(key) })),
    });
  });
}

/** A carrier that is there keeps its areas and its card. */
async function insertCarriers(em: EntityManager, carriers: SeedCarrier[]): Promise<void> {
  for (const { id, name, areas = [], rates = [], ...terms } of carriers) {
    if ((await em.count(Carrier, { id })) > 0) continue;
    await putCarrier(em, {
      timeZone: 'UTC',
      volumetricDivisor: null,
      cutOffMinute: null,
      sameDayRadiusKm: null,
      ...terms,
      id,
      name,
      areas: areas.map((area) => inForm(area, ['province', 'city', 'district'])),
    });
    await replaceRateCard(
      em,
      id,
      rates.map((rate, at) => ({
        line: at + 1,
        rate: inForm({ fromProvince: null, toProvince: null, toCity: null, validTo: null, ...rate } as DatedRate, [
          'fromProvince',
          'toProvince',
          'toCity',
        ]),
      })),
    );
  }
}

/** The row with these names of places as names of places compare. */
function inForm<Name extends string, Row extends Record<Name, string | null>>(row: Row, names: Name[]): Row {
  return {
    ...row,
    ...Object.fromEntries(names.map((name) => [name, row[name] === null ? null : placeName(row[name])])),
  };
}

/** A first count is a receipt like any other: a ledger row for each stock row that was really written. */
async function insertStock(em: EntityManager, stock: SeedStock[]): Promise<void> {
  const rows = stock.map((row) => ({ ...toRow(row), reserved: 0, in_doubt: 0, damaged: 0 }));
  await em.execute(
    `with written as (
       insert into stock (sku, location_id, on_hand, reserved, safety, in_doubt, damaged)
       select sku, location_id, on_hand, reserved, safety, in_doubt, damaged
       from jsonb_populate_recordset(null::stock, ?::jsonb)
       on conflict do nothing
       returning *)
     insert into stock_ledger (
       cause, kind, location_id, sku, on_hand, reserved, in_doubt, damaged, on_hand_after, reserved_after, safety_after,
         in_doubt_after, damaged_after
     )
     select 'seed/' || location_id || '/' || sku, 'RECEIPT', location_id, sku, on_hand, 0, 0, 0, on_hand, 0, safety, 0,
       0
     from written`,
    [JSON.stringify(rows)],
  );
}
