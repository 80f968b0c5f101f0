import { MikroORM } from '@mikro-orm/postgresql';
import { ormConfig, type PoolLimits } from './orm-config.ts';

/** Opens the database; creates nothing. */
export const openOrm = (url: string, limits?: PoolLimits): Promise<MikroORM> => MikroORM.init(ormConfig(url, limits));
