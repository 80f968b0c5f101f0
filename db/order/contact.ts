// The personal data of an order, which no message carries.
import type { EntityManager } from '@mikro-orm/postgresql';
import type { IntakeAddress } from '../../domain/intake/address.ts';
import type { IntakeOrder } from '../../domain/intake/new-order.ts';

/** The buyer of an order, and the country of an address that names none. */
export async function readRecipient(
  em: EntityManager,
  orderId: string,
): Promise<{ country: string; buyer: IntakeOrder['buyer'] }> {
  const [row] = await em.execute<{ country: string; buyer: IntakeOrder['buyer'] }[]>(
    `select p.country, c.buyer
      from orders o
      join channel_policy p using (channel_id)
      join order_contact c on c.order_id = o.id
      where o.id = ?`,
    [orderId],
  );
  if (!row) throw new Error(`order ${orderId} has no contact`);
  return row;
}

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
