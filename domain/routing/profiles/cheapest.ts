import type { RoutingProfile } from '../profile.ts';
import { completeNearest } from './complete-nearest.ts';

/** The default profile with freight ranked before region. */
export const cheapest: RoutingProfile = { ...completeNearest, version: 2, name: 'cheapest', prefer: 'CHEAPEST' };
