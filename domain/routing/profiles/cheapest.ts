import type { RoutingProfile } from '../profile.ts';
import { completeNearest } from './complete-nearest.ts';

/** The same with the one switch: the freight is asked before the region. */
export const cheapest: RoutingProfile = { ...completeNearest, version: 2, name: 'cheapest', prefer: 'CHEAPEST' };
