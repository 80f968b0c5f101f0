// The set-up of carriers: names, areas, cut-off.

import type { EntityManager } from '@mikro-orm/postgresql';
import type { ServiceArea } from '../../domain/carriers/terms.ts';

export interface CarrierSetUp {
  id: string;
  name: string;
  timeZone: string;
  volumetricDivisor: number | null;
  cutOffMinute: number | null;
  sameDayRadiusKm: number | null;
  areas: ServiceArea[];
}

/** Replaces a carrier with its areas; its rate card stays. */
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

/** All carriers with their areas and the number of their rates. */
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
