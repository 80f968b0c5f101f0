// What of stock asks for a planner's eye.

/** The first three last as long as what they tell; the others happen, and are over when somebody has seen them. */
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
/** True when being seen ends it; else it ends by itself. */
export const endsWhenAcknowledged = (kind: AlertKind): boolean => eventKinds.has(kind);

/** Of a product; at a location or of a channel where it is about one. */
export interface Alert {
  kind: AlertKind;
  sku: string;
  locationId: string | null;
  channelId: string | null;
  detail: string;
}

/** Days without any movement after which stock is stale. */
export const staleDays = 90;

export interface ProductStock {
  sku: string;
  demand: number;
  locations: { locationId: string; onHand: number; reserved: number; safety: number; idleDays: number }[];
}

/** Everything that a product's counters tell. */
export function alertsOf({ sku, demand, locations }: ProductStock): Alert[] {
  const available = locations.reduce((sum, p) => sum + Math.max(0, p.onHand - p.reserved - p.safety), 0);
  const at = (kind: AlertKind, locationId: string | null, detail: string): Alert => ({
    kind,
    sku,
    locationId,
    channelId: null,
    detail,
  });
  return [
    ...(available === 0 && demand > 0
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

/** A buyer wanted more than was left for the channel. */
export const oversellRefused = (
  channelId: string,
  { sku, wanted, left }: { sku: string; wanted: number; left: number },
): Alert => ({ kind: 'OVERSELL_REFUSED', sku, locationId: null, channelId, detail: `${wanted} wanted, ${left} left` });
/** A channel with a share has nothing left to sell. */
export const shareExhausted = (channelId: string, { sku, left }: { sku: string; left: number }): Alert => ({
  kind: 'SHARE_EXHAUSTED',
  sku,
  locationId: null,
  channelId,
  detail: left < 0 ? `sold ${-left} more than there was` : 'nothing left to sell',
});
/** Somebody counted, or received, another number than the books had. */
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
