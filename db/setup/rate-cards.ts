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

/** A carrier's card as it was imported, in the order of its lines; null when there is no such carrier. */
export async function rateCardOf(em: EntityManager, carrierId: string): Promise<DatedRate[] | null> {
  const rates = await em.find(CarrierRate, { carrierId }, { orderBy: { line: 'asc' } });
  if (rates.length === 0 && (await em.count(Carrier, { id: carrierId })) === 0) return null;
  return rates.map((rate) => ({
    zone: rate.zone,
    fromProvince: rate.fromProvince ?? null,
    toProvince: rate.toProvince ?? null,
    toCity: rate.toCity ?? null,
    firstGrams: rate.firstGrams,
    firstMinor: rate.firstMinor,
    furtherGrams: rate.furtherGrams,
    furtherMinor: rate.furtherMinor,
    transitDays: rate.transitDays,
    validFrom: rate.validity.from,
    validTo: rate.validity.to,
  }));
}
