// Carriers as the rules see them: areas, and the rates for a destination on a day.
import type { EntityManager } from '@mikro-orm/postgresql';
import { carriersReaching } from '../../domain/carriers/reach.ts';
import type { CarrierTerms, ServiceArea } from '../../domain/carriers/terms.ts';
import type { Destination } from '../../domain/values/place.ts';

/** The ids of the carriers that deliver to a place. */
export async function loadCarriersReaching(
  em: EntityManager,
  to: Pick<Destination, 'province' | 'city' | 'district'> | null,
): Promise<string[]> {
  return carriersReaching(
    await em.execute<{ id: string; areas: ServiceArea[] }[]>(
      'select id, carrier_areas(id, ?) as areas from carrier order by id',
      [to?.province ?? ''],
    ),
    to,
  );
}

/** The parameters of carrier_terms (db/schema/functions). */
export const termsParameters = (
  to: Pick<Destination, 'province' | 'city'> | null,
  at: number,
): { province: string; city: string; at: string } => ({
  province: to?.province ?? '',
  city: to?.city ?? '',
  at: new Date(at).toISOString(),
});

/** The terms of all carriers for a destination, with the rates of the local day of the instant. */
export async function loadTerms(
  em: EntityManager,
  to: Pick<Destination, 'province' | 'city'> | null,
  at: number,
): Promise<CarrierTerms[]> {
  const asked = termsParameters(to, at);
  const [row] = await em.execute<{ terms: CarrierTerms[] }[]>('select carrier_terms(?, ?, ?) as terms', [
    asked.province,
    asked.city,
    asked.at,
  ]);
  return row?.terms ?? [];
}
