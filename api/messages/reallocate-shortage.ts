// Reallocation after a count below the reserved quantity.
import { reservationsOf } from '../../db/inventory/adjustments.ts';
import type { Principal } from '../http/authenticate.ts';
import type { ApiDeps } from '../http/deps.ts';
import { Problem } from '../http/problems.ts';
import { sendMessage } from './send-message.ts';

/**
 * Withdraws live offers, newest first, until the reserved quantity fits; raises attention for accepted FOs that still
 * exceed it. The same cause again gets the same result.
 */
export async function reallocateShortage(
  deps: ApiDeps,
  principal: Principal,
  of: { locationId: string; sku: string; cause: string; short: number },
): Promise<{ withdrawnOffers: number }> {
  let { short } = of;
  let withdrawn = 0;
  for (const holder of short > 0 ? await reservationsOf(deps.orm.em.fork(), of.locationId, of.sku) : []) {
    if (short <= 0) break;
    const name = holder.offer === 'OFFERED' ? ('withdrawForShortage' as const) : ('flagShortage' as const);
    await sendMessage(deps, principal, {
      orderId: holder.orderId,
      name,
      idempotencyKey: `${of.cause}/${holder.fulfillmentOrderId}`,
      body: { fulfillmentOrderId: holder.fulfillmentOrderId, sku: of.sku },
    }).catch((error: unknown) => {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
    });
    short -= holder.quantity;
    if (holder.offer === 'OFFERED') withdrawn += 1;
  }
  return { withdrawnOffers: withdrawn };
}
