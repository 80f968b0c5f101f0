// Promisable units of products, read by one statement: stock, open demand, allocations, and sales under them.
import type { EntityManager } from '@mikro-orm/postgresql';
import { promisable, type Promisable } from '../../domain/inventory/promisable.ts';
import type { AllocationRule, Warehouse } from '../../domain/inventory/allocation-rules.ts';
import { allocateProduct, type StockGroup } from '../../domain/inventory/channel-allocation.ts';

interface PoolFacts {
  version: number;
  rules: AllocationRule[] | null;
  warehouses: Warehouse[];
  products: { sku: string; category: string }[];
  stock: (StockGroup & { sku: string; available: number })[];
  demand: { sku: string; units: number }[];
  sold: { sku: string; channelId: string; units: number }[];
}

/** Rules that are not in force, evaluated as if they came into force now. */
export interface Trial {
  rules: AllocationRule[];
}
export interface Pools {
  version: number;
  bySku: Map<string, Promisable>;
}

const jsonRows = (rows: string): string => `(select coalesce(jsonb_agg(to_jsonb(r)), '[]') from (${rows}) r)`;
/**
 * Rows of the wanted products, read product by product through the index: whatever the statistics say, never the whole
 * table.
 */
const perWantedProduct = (rows: string): string => `wanted cross join lateral (${rows} offset 0)`;
const productsWanted = `select p.sku, p.category
  from ${perWantedProduct('select sku, category from product where sku = wanted.sku')} p`;
const demandOf =
  'select sku, sum(unrouted) as units from order_line where sku = wanted.sku and unrouted > 0 group by sku';
const openDemand = `select d.sku, d.units from ${perWantedProduct(demandOf)} d`;
const handedOverSinceBaseline = '+ s.handed_over - coalesce(b.handed_over, 0)';
const joinBaseline = 'left join allocation_baseline b on b.sku = s.sku and b.location_id = s.location_id';
const countedSales = `select c.sku, c.channel_id as "channelId", c.sold as units
  from ${perWantedProduct('select * from channel_sold where sku = wanted.sku')} c`;
const openSales = `select l.sku, o.channel_id as "channelId", sum(l.quantity - l.cancelled - l.fulfilled) as units
  from order_line l
  join wanted using (sku)
  join orders o on o.id = l.order_id
  where o.closed_at is null and l.quantity > l.cancelled + l.fulfilled group by 1, 2`;

function factsSql(trial: boolean): string {
  return `with wanted as (select distinct sku from jsonb_array_elements_text(?::jsonb) w(sku)),
    members as (
      select location_id,
        jsonb_agg(
          jsonb_build_object('warehouseId', warehouse_id, 'basisPoints', basis_points) order by warehouse_id
        ) as shares
      from warehouse_location
      group by location_id
    )
  select coalesce((select version from allotment where in_force), 0) as version,
    (select rules from allotment where in_force) as rules,
    ${jsonRows('select id, parent_id as "parentId" from logical_warehouse')} as warehouses,
    ${jsonRows(productsWanted)} as products,
    ${jsonRows(`select s.sku, coalesce(m.shares, '[]') as "warehouseShares",
        sum(greatest(0, s.on_hand ${trial ? '' : handedOverSinceBaseline} - s.safety)) as units,
        sum(greatest(0, s.on_hand - s.reserved - s.safety)) as available
      from ${perWantedProduct('select * from stock where sku = wanted.sku')} s
      left join members m
        on m.location_id = s.location_id ${trial ? '' : joinBaseline}
      group by 1, 2`)} as stock,
    ${jsonRows(openDemand)} as demand,
    ${jsonRows(trial ? openSales : countedSales)} as sold`;
}

/** The pools of these products under the rules in force, or under trial rules; unknown products have none. */
export async function loadPools(em: EntityManager, skus: string[], trial?: Trial): Promise<Pools> {
  const [facts] = await em.execute<PoolFacts[]>(factsSql(trial !== undefined), [JSON.stringify(skus)]);
  if (!facts) throw new Error('the database answered nothing');
  const allotment = {
    rules: trial?.rules ?? facts.rules ?? [],
    warehouses: new Map(facts.warehouses.map((w) => [w.id, w])),
  };
  const [stock, demand, sold] = [
    Map.groupBy(facts.stock, (p) => p.sku),
    Map.groupBy(facts.demand, (d) => d.sku),
    Map.groupBy(facts.sold, (s) => s.sku),
  ];
  const bySku = facts.products.map((product): [string, Promisable] => {
    const where = stock.get(product.sku) ?? [];
    const left = where.reduce((sum, p) => sum + p.available, 0) - (demand.get(product.sku)?.[0]?.units ?? 0);
    return [
      product.sku,
      promisable({
        left,
        allocations: allocateProduct(allotment, product, where),
        sold: new Map((sold.get(product.sku) ?? []).map((s) => [s.channelId, s.units])),
      }),
    ];
  });
  return { version: facts.version, bySku: new Map(bySku) };
}
