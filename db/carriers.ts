// Carriers as the rules see them: where they go, and what their cards say of a destination on a day.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DatedRate, RateLine } from '../domain/carriers/rate-card.ts';
import { reaches } from '../domain/carriers/reach.ts';
import type { CarrierTerms, Destination, ServiceArea } from '../domain/carriers/terms.ts';

/** A carrier and, of its areas, those that decide about one province. */
export interface Reaching {
  id: string;
  areas: readonly ServiceArea[];
}

/** The carriers that go there; nobody knows where to: all of them. */
export const reachingIds = (
  carriers: readonly Reaching[],
  to: Pick<Destination, 'province' | 'city' | 'district'> | null,
): string[] => carriers.filter(({ areas }) => to === null || reaches(areas, to)).map(({ id }) => id);

/** Carriers that deliver to a place. */
export async function loadReaching(
  em: EntityManager,
  to: Pick<Destination, 'province' | 'city' | 'district'> | null,
): Promise<string[]> {
  return reachingIds(
    await em.execute<Reaching[]>('select id, carrier_areas(id, ?) as areas from carrier order by id', [
      to?.province ?? '',
    ]),
    to,
  );
}

/** What is asked of carrier_terms (a function of the database, db/migrations). */
export const termsFor = (
  to: Pick<Destination, 'province' | 'city'> | null,
  at: number,
): { province: string; city: string; at: string } => ({
  province: to?.province ?? '',
  city: to?.city ?? '',
  at: new Date(at).toISOString(),
});

/** The terms of all carriers for a destination, with the rates of the day on which the instant falls for each. */
export async function loadTerms(
  em: EntityManager,
  to: Pick<Destination, 'province' | 'city'> | null,
  at: number,
): Promise<CarrierTerms[]> {
  const asked = termsFor(to, at);
  const [row] = await em.execute<{ terms: CarrierTerms[] }[]>('select carrier_terms(?, ?, ?) as terms', [
    asked.province,
    asked.city,
    asked.at,
  ]);
  return row?.terms ?? [];
}

export interface CarrierSetUp {
  id: string;
  name: string;
  timeZone: string;
  volumetricDivisor: number | null;
  cutOffMinute: number | null;
  sameDayRadiusKm: number | null;
  areas: ServiceArea[];
}

/** Writes a carrier whole, with its areas; its rate card stays. */
export async function putCarrier(em: EntityManager, { areas, ...carrier }: CarrierSetUp): Promise<void> {
  await em.transactional(async (tx) => {
    await tx.execute(
      `insert into carrier (id, name, time_zone, volumetric_divisor, cut_off_minute, same_day_radius_km)
        values (?, ?, ?, ?, ?, ?)
       on conflict (id)
       do update set name = excluded.name, time_zone = excluded.time_zone,
         volumetric_divisor = excluded.volumetric_divisor, cut_off_minute = excluded.cut_off_minute,
         same_day_radius_km = excluded.same_day_radius_km`,
      [
        carrier.id,
        carrier.name,
        carrier.timeZone,
        carrier.volumetricDivisor,
        carrier.cutOffMinute,
        carrier.sameDayRadiusKm,
      ],
    );
    await tx.execute('delete from carrier_area where carrier_id = ?', [carrier.id]);
    await tx.execute(
      `insert into carrier_area (carrier_id, province, city, district, served)
        select ?, a.province, coalesce(a.city, ''), coalesce(a.district, ''), a.served
       from jsonb_to_recordset(?::jsonb) a (province text, city text, district text, served boolean)`,
      [carrier.id, JSON.stringify(areas)],
    );
  });
}

/** All carriers with their areas and how many rates their cards have. */
export function listCarriers(em: EntityManager): Promise<(CarrierSetUp & { rates: number })[]> {
  return em.execute(
    `select k.id, k.name, k.time_zone as "timeZone", k.volumetric_divisor as "volumetricDivisor",
        k.cut_off_minute as "cutOffMinute", k.same_day_radius_km as "sameDayRadiusKm",
        (select count(*)::int from carrier_rate r where r.carrier_id = k.id) as rates,
       (
         select coalesce(
           jsonb_agg(
             jsonb_build_object(
               'province', a.province, 'city', nullif(a.city, ''), 'district', nullif(a.district, ''), 'served',
                 a.served
             )
             order by a.province, a.city, a.district
           ),
             '[]'::jsonb
         )
         from carrier_area a
         where a.carrier_id = k.id
       ) as areas
     from carrier k order by k.id`,
  );
}

/**
 * Replaces a carrier's rate card, whole; null when there is no such carrier. What was sent before keeps the price it
 * was quoted.
 */
export async function replaceRateCard(
  em: EntityManager,
  carrierId: string,
  lines: readonly RateLine[],
): Promise<{ rates: number } | null> {
  return em.transactional(async (tx) => {
    const known = await tx.execute<unknown[]>('select 1 from carrier where id = ? for update', [carrierId]);
    if (known.length === 0) return null;
    await tx.execute('delete from carrier_rate where carrier_id = ?', [carrierId]);
    await tx.execute(
      `insert into carrier_rate (
          carrier_id, line, zone, from_province, to_province, to_city, first_grams, first_minor, further_grams,
            further_minor, transit_days, validity
        )
       select ?, r.line, r.zone, r."fromProvince", r."toProvince", r."toCity", r."firstGrams", r."firstMinor",
         r."furtherGrams", r."furtherMinor", r."transitDays", daterange(r."validFrom", r."validTo", '[]')
       from jsonb_to_recordset(?::jsonb) r (
         line int, zone text, "fromProvince" text, "toProvince" text, "toCity" text, "firstGrams" int,
           "firstMinor" bigint, "furtherGrams" int, "furtherMinor" bigint, "transitDays" int, "validFrom" date,
           "validTo" date
       )`,
      [carrierId, JSON.stringify(lines.map(({ line, rate }) => ({ line, ...rate })))],
    );
    return { rates: lines.length };
  });
}

/** A carrier's card as it was imported, in the order of its lines; null when there is no such carrier. */
export async function rateCardOf(em: EntityManager, carrierId: string): Promise<DatedRate[] | null> {
  if ((await em.execute<unknown[]>('select 1 from carrier where id = ?', [carrierId])).length === 0) return null;
  return em.execute<DatedRate[]>(
    `select zone, from_province as "fromProvince", to_province as "toProvince", to_city as "toCity",
        first_grams as "firstGrams", first_minor::float8 as "firstMinor", further_grams as "furtherGrams",
        further_minor::float8 as "furtherMinor",
       transit_days as "transitDays", lower(validity)::text as "validFrom", (upper(validity) - 1)::text as "validTo"
       from carrier_rate
       where carrier_id = ?
       order by line`,
    [carrierId],
  );
}
