// Compares the work of carrier and payment provider with our database: one label per waybill, no payment twice.
import type { MikroORM } from '@mikro-orm/postgresql';
import { setTimeout as sleep } from 'node:timers/promises';

interface Ours {
  id: string;
  refunded: number;
  labels: string[];
}
interface Theirs {
  refundedMinor: number;
  waybills: { trackingNumber: string }[];
}

const oursSql = `select o.id,
    (
      select coalesce(sum(amount_minor), 0)::float8
      from refund r
      where r.order_id = o.id and r.status = 'SUCCEEDED' and r.reference like 're\\_%'
    ) as refunded,
    (
      select coalesce(jsonb_agg(w.tracking_number), '[]')
      from waybill w
      where w.order_id = o.id and w.tracking_number is not null and w.tracking_number not like 'SIM%'
    ) as labels
  from orders o
  where o.channel_id = ?
  order by o.id`;

/** A sentence for each order on which the two differ. */
export async function compareWithOutside(
  orm: MikroORM,
  { channel, sandbox }: { channel: string; sandbox: string },
): Promise<string[]> {
  const look = async (): Promise<string[]> => {
    const orders = await orm.em.fork().execute<Ours[]>(oursSql, [channel]);
    const sentences = [];
    for (const order of orders) sentences.push(...differences(order, await stateOf(sandbox, order.id)));
    return sentences;
  };
  const first = await look();
  if (first.length === 0) return first;
  await sleep(5000); // an effect of an order that waits for an operator may still be running
  return look();
}

async function stateOf(sandbox: string, orderId: string): Promise<Theirs> {
  const response = await fetch(`${sandbox}/state/orders/${orderId}`);
  return (await response.json()) as Theirs;
}

function differences(ours: Ours, theirs: Theirs): string[] {
  const made = theirs.waybills.map((w) => w.trackingNumber);
  return [
    ...(ours.refunded === theirs.refundedMinor
      ? []
      : [`order ${ours.id}: the provider paid ${theirs.refundedMinor} back, we know of ${ours.refunded}`]),
    ...made
      .filter((number) => !ours.labels.includes(number))
      .map((number) => `order ${ours.id}: the carrier has made label ${number}, which we do not know`),
    ...ours.labels
      .filter((number) => !made.includes(number))
      .map((number) => `order ${ours.id}: the carrier does not know our label ${number}`),
  ];
}
