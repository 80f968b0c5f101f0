// The set-up of carriers: names, areas, cut-off.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { ServiceArea } from '../../domain/carriers/terms.ts';
import { insertRows } from '../connection/insert-rows.ts';
import { Carrier, CarrierArea } from '../schema/entities/carrier.ts';

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
    await tx.upsert(Carrier, carrier);
    await tx.nativeDelete(CarrierArea, { carrier: carrier.id });
    await insertRows(tx, {
      entity: CarrierArea,
      rows: areas.map(({ province, city, district, served }) => ({
        carrier: carrier.id,
        province,
        city: city ?? '',
        district: district ?? '',
        served,
      })),
    });
  });
}

/** All carriers with their areas and the number of rates of their cards. */
export async function listCarriers(em: EntityManager): Promise<(CarrierSetUp & { rates: number })[]> {
  const carriers = await em.find(
    Carrier,
    {},
    {
      populate: ['areas', 'rates'],
      strategy: 'joined',
      orderBy: { id: 'asc', areas: { province: 'asc', city: 'asc', district: 'asc' } },
    },
  );
  return carriers.map(({ id, name, timeZone, volumetricDivisor, cutOffMinute, sameDayRadiusKm, areas, rates }) => ({
    id,
    name,
    timeZone,
    volumetricDivisor,
    cutOffMinute,
    sameDayRadiusKm,
    rates,
    areas: areas.getItems().map(({ province, city, district, served }) => ({
      province,
      city: city || null,
      district: district || null,
      served,
    })),
  }));
}

/** Says whether there is such a carrier. */
export const carrierExists = async (em: EntityManager, id: string): Promise<boolean> =>
  (await em.count(Carrier, { id })) > 0;
