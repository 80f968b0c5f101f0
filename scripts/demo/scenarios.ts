// The thirteen orders of the demo, in the order of its table.
import { cancelledEarly, interceptAgreed, interceptRefused } from './scenarios/cancellation.ts';
import { exhausted, held, homeDelivery, rejected, split, timeouts } from './scenarios/delivery.ts';
import { clickAndCollect, lockedCode, shipToStore, uncollected } from './scenarios/pickup.ts';
import type { Scenario } from './scenario.ts';

export const scenarios: readonly Scenario[] = [
  homeDelivery,
  clickAndCollect,
  split,
  rejected,
  timeouts,
  exhausted,
  held,
  cancelledEarly,
  interceptAgreed,
  interceptRefused,
  lockedCode,
  uncollected,
  shipToStore,
];
