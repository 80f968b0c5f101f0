// All faults, in the order of the table.
import type { Fault } from './fault.ts';
import { apiKill } from './faults/api-kill.ts';
import { clocks } from './faults/clocks.ts';
import { crashPoints } from './faults/crash-points.ts';
import { databaseStop } from './faults/database-stop.ts';
import { diskFull } from './faults/disk-full.ts';
import { messages } from './faults/messages.ts';
import { newCode } from './faults/new-code.ts';
import { oneOrder } from './faults/one-order.ts';
import { overload } from './faults/overload.ts';
import { poison } from './faults/poison.ts';
import { providers } from './faults/providers.ts';
import { temporalKill } from './faults/temporal-kill.ts';
import { workerFreeze } from './faults/worker-freeze.ts';
import { workerKill } from './faults/worker-kill.ts';

export const faults: readonly Fault[] = [
  workerKill,
  crashPoints,
  workerFreeze,
  apiKill,
  temporalKill,
  databaseStop,
  providers,
  messages,
  oneOrder,
  poison,
  newCode,
  clocks,
  diskFull,
  overload,
];
