import type { EntityManager } from '@mikro-orm/postgresql';
import { orderNumberKey } from '../../domain/values/names.ts';
import { hasNumber } from '../order/order-number.ts';
import type { AcceptedOrder, Check, Violation } from './check.ts';

const batchSize = 1000;

/** I5: each order that a client saw accepted is one row with the content that the client sent. */
export const acceptedOrdersAreThere: Check = async (em, { accepted }) => {
  if (accepted === undefined) return null;
  const violations: Violation[] = [];
  let rows = 0;
  let batch: AcceptedOrder[] = [];
  for await (const order of accepted) {
    rows += 1;
    batch.push(order);
    if (batch.length < batchSize) continue;
    violations.push(...(await findMissing(em, batch)));
    batch = [];
  }
  violations.push(...(await findMissing(em, batch)));
  return { invariant: 'I5', rows, of: 'accepted orders', violations };
};

async function findMissing(em: EntityManager, batch: AcceptedOrder[]): Promise<Violation[]> {
  const rows = await em.execute<Omit<Violation, 'invariant'>[]>(
    `select jsonb_build_object('channel', a.channel, 'number', a.number) as subject,
       case when count(o.id) = 0 then 'was accepted and is not there'
         when count(o.id) > 1 then format('is there %s times', count(o.id))
         else format('was accepted as %s and is there as %s', a.hash, min(o.content_hash)) end as detail
     from jsonb_to_recordset(?::jsonb) as a(channel text, number text, hash text)
     left join orders o on o.channel_id = a.channel and ${hasNumber('a.number')}
     group by a.channel, a.number, a.hash having count(o.id) <> 1 or min(o.content_hash) <> a.hash`,
    [JSON.stringify(batch.map((one) => ({ ...one, number: orderNumberKey(one.number) })))],
  );
  return rows.map((row) => ({ invariant: 'I5', ...row }));
}
