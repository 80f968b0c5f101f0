import type { RoutingProfile } from '../profile.ts';
import { byKind } from './by-kind.ts';

/** Stores first, so that their stock sells; warehouses for the rest. */
export const storeFirst: RoutingProfile = {
  version: 4,
  name: 'store-first',
  prefer: 'NEAREST',
  rules: [
    byKind('store, region warehouse, head-office warehouse', [
      ['STORE'],
      ['REGION_WAREHOUSE'],
      ['HEAD_OFFICE_WAREHOUSE'],
    ]),
  ],
};
