// A whole retailer as plain data, and its insertion: only missing rows are written, existing ones stay unchanged.
import type { EntityManager, MikroORM } from '@mikro-orm/postgresql';
import type { RoutingProfile } from '../../domain/routing/profile.ts';
import type { DatedRate } from '../../domain/carriers/rate-card.ts';
import type { ServiceArea } from '../../domain/carriers/terms.ts';
import { locationFields } from '../../domain/setup/location.ts';
import { partyFields } from '../../domain/setup/party.ts';
import { productFields } from '../../domain/setup/product.ts';
import { withDefaults, type InputOf } from '../../domain/values/field.ts';
import { placeName } from '../../domain/values/place.ts';
import { hashKey, scopes, type Role } from '../../auth/api-key.ts';
import { insertMissing } from '../connection/insert-rows.ts';
import { toRow } from '../connection/row-codec.ts';
import { Carrier } from '../schema/entities/carrier.ts';
import { ApiKey, Channel, Party, Profile } from '../schema/entities/channel.ts';
import { Location, Product } from '../schema/entities/stock.ts';
import { channelRow, type ChannelSetup } from '../setup/channels.ts';
import { type CarrierSetUp, putCarrier } from '../setup/carriers.ts';
import { replaceRateCard } from '../setup/rate-cards.ts';

export type SeedParty = { id: string } & InputOf<typeof partyFields>;
/** Omitted fields of a location or a product get the default values of the API. */
export type SeedLocation = { id: string } & InputOf<typeof locationFields>;
export type SeedProduct = { sku: string } & InputOf<typeof productFields>;
/** Fields of a carrier that are left out take the table's default; of a rate: any place, until further notice. */
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
/**
 * An API key in clear text; only its hash is stored. `scope` is its channel, location or carrier; an operator's key has
 * all scopes. Without an id it gets one of role and scope.
 */
export interface SeedKey {
  id?: string;
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
 * Writes the retailer in one transaction. Existing rows stay unchanged, so that a repeat changes nothing and live stock
 * stays.
 */
export async function seedRetailer(orm: MikroORM, retailer: Retailer): Promise<void> {
  await orm.em.fork().transactional(async (em) => {
    await insertMissing(em, {
      entity: Party,
      rows: retailer.parties.map((one) => ({ id: one.id, ...withDefaults(partyFields, one) })),
    });
    await insertMissing(em, {
      entity: Profile,
      rows: retailer.profiles.map(({ version, ...profile }) => ({ version, profile })),
    });
    await insertCarriers(em, retailer.carriers);
    await insertMissing(em, { entity: Channel, rows: retailer.channels.map(channelRow) });
    await insertMissing(em, {
      entity: Location,
      rows: retailer.locations.map((one) => ({ id: one.id, ...withDefaults(locationFields, one) })),
    });
    await insertMissing(em, {
      entity: Product,
      rows: retailer.products.map((one) => ({ sku: one.sku, ...withDefaults(productFields, one) })),
    });
    await insertStock(em, retailer.stock);
    await insertMissing(em, {
      entity: ApiKey,
      rows: retailer.keys.map(({ key, ...rest }) => ({
        ...rest,
        id: rest.id ?? (rest.scope === null ? rest.name : `${rest.role}-${rest.scope}`),
        hash: hashKey(key),
        scopes: rest.role === 'operator' ? [...scopes] : null,
      })),
    });
  });
}

/** An existing carrier keeps its areas and its rate card. */
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
      areas: areas.map((area) => withPlaceNames(area, ['province', 'city', 'district'])),
    });
    await replaceRateCard(
      em,
      id,
      rates.map((rate, at) => ({
        line: at + 1,
        rate: withPlaceNames(
          { fromProvince: null, toProvince: null, toCity: null, validTo: null, ...rate } as DatedRate,
          ['fromProvince', 'toProvince', 'toCity'],
        ),
      })),
    );
  }
}

/** The row with these fields as canonical place names. */
function withPlaceNames<Name extends string, Row extends Record<Name, string | null>>(row: Row, names: Name[]): Row {
  return {
    ...row,
    ...Object.fromEntries(names.map((name) => [name, row[name] === null ? null : placeName(row[name])])),
  };
}

/** Writes initial stock as receipts, with a ledger row for each stock row that was really inserted. */
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
