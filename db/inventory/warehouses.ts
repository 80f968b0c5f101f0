// Logical warehouses as planners set them up.
import type { EntityManager } from '@mikro-orm/postgresql';
import { warehouseErrors, type SetupError } from '../../domain/inventory/setup-errors.ts';
import type { Warehouse } from '../../domain/inventory/allocation-rules.ts';
import { insertRows } from '../connection/insert-rows.ts';
import { LogicalWarehouse, WarehouseLocation } from '../schema/entities/pool.ts';
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
    await tx.nativeDelete(WarehouseLocation, { warehouse: id });
    await tx.upsert(LogicalWarehouse, { id, name, parentId });
    await insertRows(tx, {
      entity: WarehouseLocation,
      rows: locations.map(({ locationId, basisPoints }) => ({ warehouse: id, locationId, basisPoints })),
    });
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
export async function listWarehouses(em: EntityManager): Promise<WarehouseRow[]> {
  const warehouses = await em.find(
    LogicalWarehouse,
    {},
    { populate: ['locations'], strategy: 'joined', orderBy: { id: 'asc', locations: { locationId: 'asc' } } },
  );
  return warehouses.map(({ id, name, parentId, locations }) => ({
    id,
    name,
    parentId,
    locations: locations.getItems().map(({ locationId, basisPoints }) => ({ locationId, basisPoints })),
  }));
}
