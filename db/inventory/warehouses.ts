// Logical warehouses as planners set them up.
import type { EntityManager } from '@mikro-orm/postgresql';
import { warehouseErrors, type SetupError } from '../../domain/inventory/setup-errors.ts';
import type { Warehouse } from '../../domain/inventory/allocation-rules.ts';
import { writeCtes } from '../connection/row-codec.ts';
import { resetWatch } from './changes.ts';
import { lockRules } from './locks.ts';

export interface WarehouseRow extends Warehouse {
  name: string;
  locations: { locationId: string; basisPoints: number }[];
}

/**
 * Replaces a warehouse for all channels at once; returns its errors, and has then written nothing. Concurrent calls are
 * serialized.
 */
export function putWarehouse(em: EntityManager, warehouse: WarehouseRow): Promise<SetupError[]> {
  return em.transactional(async (tx) => {
    await lockRules(tx);
    const faults = await errorsInWarehouse(tx, warehouse);
    if (faults.length > 0) return faults;
    const { id, name, parentId, locations } = warehouse;
    await tx.execute('delete from warehouse_location where warehouse_id = ?', [id]);
    const write = writeCtes([
      { table: 'logical_warehouse', rows: [{ id, name, parent_id: parentId }], key: ['id'] },
      {
        table: 'warehouse_location',
        rows: locations.map((l) => ({ warehouse_id: id, location_id: l.locationId, basis_points: l.basisPoints })),
      },
    ]);
    await tx.execute(`with put as (select 1)${write.sql} select 1`, write.parameters);
    await resetWatch(tx);
    return [];
  });
}

async function errorsInWarehouse(em: EntityManager, warehouse: WarehouseRow): Promise<SetupError[]> {
  const wanted = JSON.stringify(warehouse.locations.map((l) => l.locationId));
  const [row] = await em.execute<
    { warehouses: Warehouse[]; locations: string[]; elsewhere: { id: string; points: number }[] }[]
  >(
    `select (
        select coalesce(jsonb_agg(jsonb_build_object('id', id, 'parentId', parent_id)), '[]') from logical_warehouse
      ) as warehouses,
      (
        select coalesce(jsonb_agg(id), '[]') from location where id in (select jsonb_array_elements_text(?::jsonb))
      ) as locations,
      (
        select coalesce(jsonb_agg(to_jsonb(e)), '[]')
        from (
          select location_id as id, sum(basis_points) as points
          from warehouse_location
          where warehouse_id <> ? and location_id in (select jsonb_array_elements_text(?::jsonb))
          group by 1
        ) e
      ) as elsewhere`,
    [wanted, warehouse.id, wanted],
  );
  if (!row) throw new Error('the database answered nothing');
  return warehouseErrors(warehouse, {
    warehouses: row.warehouses,
    locations: new Set(row.locations),
    elsewhere: new Map(row.elsewhere.map((e) => [e.id, e.points])),
  });
}

/** All warehouses with their locations and shares. */
export function listWarehouses(em: EntityManager): Promise<WarehouseRow[]> {
  return em.execute(
    `select w.id, w.name, w.parent_id as "parentId", coalesce(l.locations, '[]') as locations from logical_warehouse w
     left join (
       select warehouse_id,
         jsonb_agg(
           jsonb_build_object('locationId', location_id, 'basisPoints', basis_points) order by location_id
         ) as locations
       from warehouse_location
       group by 1
     ) l
       on l.warehouse_id = w.id
     order by w.id`,
  );
}
