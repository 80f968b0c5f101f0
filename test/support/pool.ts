// The stock pool in a few words: a product with units at locations, a warehouse of all locations, rules in force.
import type { AllocationRule } from '../../domain/inventory/allocation-rules.ts';
import { must } from './orders.ts';
import type { WholeSystem } from './whole-system.ts';

let receipts = 0;

/** A new product with units at locations. */
export async function stocked(
  system: WholeSystem,
  sku: string,
  pieces: Record<string, number>,
  category = 'rare',
): Promise<void> {
  must(await system.call('operator', `PUT /v1/products/${sku}`, { name: sku, category, unitPriceMinor: 10_000 }), 200);
  for (const [locationId, quantity] of Object.entries(pieces))
    must(
      await system.call('operator', 'POST /v1/stock/receipts', { id: `r-${++receipts}`, locationId, sku, quantity }),
      200,
    );
}

/** A logical warehouse of these locations, each whole unless given otherwise. */
export async function warehouse(
  system: WholeSystem,
  id: string,
  locations: Record<string, number>,
  parentId: string | null = null,
): Promise<void> {
  must(
    await system.call('operator', `PUT /v1/warehouses/${id}`, {
      name: id,
      parentId,
      locations: Object.entries(locations).map(([locationId, basisPoints]) => ({ locationId, basisPoints })),
    }),
    200,
  );
}

/** Saves these rules and puts them in force. */
export async function allot(
  system: WholeSystem,
  rules: Pick<AllocationRule, 'warehouseId' | 'allocations'>[],
): Promise<number> {
  const { version } = must(await system.call('operator', 'POST /v1/allotments', { rules }), 201).body as unknown as {
    version: number;
  };
  must(await system.call('operator', `POST /v1/allotments/${version}/activate`), 200);
  return version;
}

/** The quantity that a channel may still sell, as the API reports it. */
export async function available(system: WholeSystem, channel: string, sku: string): Promise<number | undefined> {
  const { items } = must(
    await system.call(`channel:${channel}`, `GET /v1/channels/${channel}/availability?sku=${sku}`),
    200,
  ).body as unknown as { items: { available: number }[] };
  return items[0]?.available;
}
