// Stock alerts: the situations that a planner must see.

/**
 * The first four describe a condition and close when it ends; the last two describe an event and close when they are
 * acknowledged.
 */
export const alertKinds = [
  'BELOW_SAFETY',
  'OUT_OF_STOCK_WITH_DEMAND',
  'STALE',
  'SHARE_EXHAUSTED',
  'COUNT_DIFFERENCE',
  'OVERSELL_REFUSED',
] as const;
export type AlertKind = (typeof alertKinds)[number];
const eventKinds: ReadonlySet<AlertKind> = new Set<AlertKind>(['COUNT_DIFFERENCE', 'OVERSELL_REFUSED']);
/** Says whether an acknowledgment closes the alert; otherwise the end of its condition does. */
export const endsWhenAcknowledged = (kind: AlertKind): boolean => eventKinds.has(kind);

/** An alert about a product, and about a location or a channel where it concerns one. */
export interface Alert {
  kind: AlertKind;
  sku: string;
  locationId: string | null;
  channelId: string | null;
  detail: string;
}

/** Days without a movement after which stock is stale. */
export const staleDays = 90;

export interface ProductStock {
  sku: string;
  demand: number;
  locations: { locationId: string; onHand: number; reserved: number; safety: number; idleDays: number }[];
}

/** All alerts that a product's counters justify. */
export function alertsOf({ sku, demand, locations }: ProductStock): Alert[] {
  const nothingToSell = locations.every((p) => p.onHand - p.reserved - p.safety <= 0);
  const at = (kind: AlertKind, locationId: string | null, detail: string): Alert => ({
    kind,
    sku,
    locationId,
    channelId: null,
    detail,
  });
  return [
    ...(nothingToSell && demand > 0
      ? [at('OUT_OF_STOCK_WITH_DEMAND', null, `nothing to sell, and orders wait for ${demand}`)]
      : []),
    ...locations
      .filter((p) => p.onHand - p.reserved < p.safety)
      .map((p) => at('BELOW_SAFETY', p.locationId, `${p.onHand - p.reserved} free of a safety stock of ${p.safety}`)),
    ...locations
      .filter((p) => p.onHand > 0 && p.idleDays >= staleDays)
      .map((p) => at('STALE', p.locationId, `${p.onHand} have not moved for ${p.idleDays} days`)),
  ];
}

/** The alert for an order that wanted more than its channel may sell. */
export const oversellRefused = (
  channelId: string,
  { sku, wanted, left }: { sku: string; wanted: number; left: number },
): Alert => ({ kind: 'OVERSELL_REFUSED', sku, locationId: null, channelId, detail: `${wanted} wanted, ${left} left` });
/** The alert for a channel with an allocation that has nothing left to sell. */
export const shareExhausted = (channelId: string, { sku, left }: { sku: string; left: number }): Alert => ({
  kind: 'SHARE_EXHAUSTED',
  sku,
  locationId: null,
  channelId,
  detail: left < 0 ? `sold ${-left} more than there was` : 'nothing left to sell',
});
/** The alert for a count or a receipt that differs from the books. */
export const countDifference = ({
  sku,
  locationId,
  difference,
  where,
}: {
  sku: string;
  locationId: string;
  difference: number;
  where: string;
}): Alert => ({
  kind: 'COUNT_DIFFERENCE',
  sku,
  locationId,
  channelId: null,
  detail: `${where}: ${difference > 0 ? '+' : ''}${difference}`,
});
