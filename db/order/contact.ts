// The personal data of an order, which no message carries.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { IntakeAddress } from '../../domain/intake/new-order.ts';

/** Corrects the personal data of an order; the rest of the change went through its workflow. */
export async function amendContact(
  em: EntityManager,
  orderId: string,
  change: { address: IntakeAddress | null; buyerNote?: string | null },
): Promise<void> {
  if (change.address)
    await em.execute('update order_contact set address = ?::jsonb where order_id = ?', [
      JSON.stringify(change.address),
      orderId,
    ]);
  if (change.buyerNote !== undefined)
    await em.execute('update order_contact set buyer_note = ? where order_id = ?', [change.buyerNote, orderId]);
}
