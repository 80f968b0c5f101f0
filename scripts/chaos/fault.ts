// What a fault is: how the processes are started for it, what is done to them again and again, and what must be true
// afterwards besides the usual.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import type { Dice } from '../simulation/random.ts';
import type { Run } from '../simulation/retailer.ts';
import type { System } from '../simulation/system.ts';
import type { DataDirectory } from '../supervisor/data-directory.ts';
import type { Extra, Plant } from './plant.ts';

/** How long and how often; the short run and the long run differ in this only. */
export interface Scale {
  orders: number;
  concurrency: number;
  rounds: number;
  freezeSeconds: number;
  overloadSeconds: number;
  hammerMessages: number;
  policy: Partial<ChannelPolicy>;
}

export interface Scene {
  plant: Plant;
  orm: MikroORM;
  run: Run;
  system: System;
  scale: Scale;
  seed: number;
  dice: Dice;
}
/** `problems` are sentences that should not have to be said; `remark` goes into the table. */
export interface Found {
  problems?: string[];
  remark?: string;
}

export interface Fault {
  name: string;
  says: string;
  /** Anew for every run: what a fault remembers of one seed is nothing to the next. */
  begin: () => Course;
}

/** A fault in one run. */
export interface Course {
  /** How often it is done at most, where not as often as the scale says; never after most orders have ended. */
  rounds?: (scale: Scale) => number;
  /** Fewer orders at a time than the scale says. */
  concurrency?: number;
  /** Environments that the processes have from the start. */
  extra?: (data: DataDirectory) => Extra;
  /** Puts something else under the directory of PostgreSQL before it starts; returns how to take it away. */
  postgresOn?: (directory: string) => () => void;
  /** Between the actors and the system. */
  wrap?: (system: System, seed: number) => System;
  /** Before the first order. */
  before?: (scene: Scene) => Promise<void>;
  /** Once; returns when the fault is over and its process runs again. Called again and again while orders live. */
  inject: (scene: Scene, round: number) => Promise<void>;
  /** Once, after the last of them: nothing goes wrong from here on. */
  end?: (scene: Scene) => void;
  /** When no order lives any more. */
  after?: (scene: Scene) => Promise<Found>;
}
