// Rate cards of carriers.

import type { EntityManager } from '@mikro-orm/postgresql';
import type { RateLine } from '../../domain/carriers/rate-card.ts';

/**
 * Replaces a carrier's rate card; null when there is no such carrier. Quotes that were made before keep their price.
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
