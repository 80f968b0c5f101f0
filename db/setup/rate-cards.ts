// Rate cards of carriers.
import { LockMode } from '@mikro-orm/core';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { DatedRate, RateLine } from '../../domain/carriers/rate-card.ts';
import { insertRows } from '../connection/insert-rows.ts';
import { Carrier, CarrierRate } from '../schema/entities/carrier.ts';

/**
 * Replaces a carrier's rate card; null when there is no such carrier. Quotes that were made before keep their price.
 */
export async function replaceRateCard(
  em: EntityManager,
  carrierId: string,
  lines: readonly RateLine[],
): Promise<{ rates: number } | null> {
  return em.transactional(async (tx) => {
    const carrier = await tx.findOne(Carrier, carrierId, { fields: ['id'], lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!carrier) return null;
    await tx.nativeDelete(CarrierRate, { carrierId });
    await insertRows(tx, {
      entity: CarrierRate,
      rows: lines.map(({ line, rate: { validFrom, validTo, ...rate } }) => ({
        carrierId,
        line,
        ...rate,
        validity: { from: validFrom, to: validTo },
      })),
    });
    return { rates: lines.length };
  });
}

/**
 * A carrier's card as it was imported, in the order of its lines; null when there is no such carrier. SQL, because a
 * card may have 50,000 lines, and the ORM would take a second to make entities of them.
 */
export async function rateCardOf(em: EntityManager, carrierId: string): Promise<DatedRate[] | null> {
  const rates = await em.execute<DatedRate[]>(
    `select zone, from_province as "fromProvince", to_province as "toProvince", to_city as "toCity",
        first_grams as "firstGrams", first_minor::float8 as "firstMinor", further_grams as "furtherGrams",
        further_minor::float8 as "furtherMinor", transit_days as "transitDays",
        lower(validity)::text as "validFrom", (upper(validity) - 1)::text as "validTo"
      from carrier_rate
      where carrier_id = ?
      order by line`,
    [carrierId],
  );
  return rates.length > 0 || (await em.count(Carrier, { id: carrierId })) > 0 ? rates : null;
}
