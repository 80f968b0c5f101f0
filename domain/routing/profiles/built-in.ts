import type { RoutingProfile } from '../profile.ts';
import { campaignFast } from './campaign-fast.ts';
import { cheapest } from './cheapest.ts';
import { completeNearest } from './complete-nearest.ts';
import { headOfficeFirst } from './head-office-first.ts';
import { storeFirst } from './store-first.ts';

/** The built-in profiles in the order of their versions; the first is the default. */
export const builtInProfiles: RoutingProfile[] = [completeNearest, cheapest, headOfficeFirst, storeFirst, campaignFast];
