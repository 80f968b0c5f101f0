import type { RoutingProfile } from '../profile.ts';
import { byKind } from './by-kind.ts';

/** Head-office stock first: its warehouses, then region warehouses, then stores. */
export const headOfficeFirst: RoutingProfile = {
  version: 3,
  name: 'head-office-first',
  prefer: 'NEAREST',
  rules: [
    byKind('head-office warehouse, region warehouse, store', [
      ['HEAD_OFFICE_WAREHOUSE'],
      ['REGION_WAREHOUSE'],
      ['STORE'],
    ]),
  ],
};
