// Orders whose ship-by is at risk.
import type { EntityManager } from '@mikro-orm/postgresql';
import { openStatuses } from '../../domain/order/states.ts';
import type { Caller } from '../schema/entities/caller.ts';

export interface RiskRow {
  orderId: string;
  channel: string;
  channelOrderNumber: string;
  status: string;
  shipBy: string;
  secondsLeft: number;
  late: boolean;
  quantity: number;
}
export interface RiskSearch {
  channel?: string | undefined;
  withinSeconds: number | null;
  after: { instant: string; id: string } | null;
  limit: number;
}

/**
 * Open orders with goods that have not left and whose ship-by is nearer than the channel's handling time (or
 * `withinSeconds`), most urgent first; `late` when it has passed. `quantity` counts the units that have not left.
 * Returns one row more than the limit when others follow.
 */
export function ordersAtRisk(
  em: EntityManager,
  caller: Caller,
  { channel, withinSeconds, after, limit }: RiskSearch,
): Promise<RiskRow[]> {
  const own = caller.role === 'channel' ? caller.scope : null;
  return em.execute(
    `select o.id as "orderId", o.channel_id as channel, o.channel_order_number as "channelOrderNumber", o.status,
        to_json(o.ship_by_at) #>> '{}' as "shipBy", extract(epoch from o.ship_by_at - now())::int as "secondsLeft",
        o.ship_by_at < now() as late, l.quantity
     from orders o join channel_policy p on p.channel_id = o.channel_id
     cross join lateral (
       select coalesce(sum(quantity - fulfilled - cancelled), 0)::int as quantity from order_line where order_id = o.id
     ) l
     where o.status = any(string_to_array(?, ',')::order_status[]) and l.quantity > 0 and o.method = 'HOME_DELIVERY'
       and o.ship_by_at < now() + coalesce(?::float8, p.handling_seconds) * interval '1 second'
       and (?::text is null or o.channel_id = ?) and (?::text is null or o.channel_id = ?)
         and (?::timestamptz is null or (o.ship_by_at, o.id) > (?::timestamptz, ?::uuid))
     order by o.ship_by_at, o.id limit ${Math.trunc(limit) + 1}`,
    [
      openStatuses.join(','),
      withinSeconds,
      own,
      own,
      channel ?? null,
      channel ?? null,
      after?.instant ?? null,
      after?.instant ?? null,
      after?.id ?? null,
    ],
  );
}
