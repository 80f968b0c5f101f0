// A fault: the environment of the processes, the repeated injection, and the additional conditions that must hold
// afterwards.
import type { MikroORM } from '@mikro-orm/postgresql';
import type { ChannelPolicy } from '../../domain/order/channel-policy.ts';
import type { Dice } from '../simulation/random.ts';
import type { Run } from '../simulation/retailer.ts';
import type { System } from '../simulation/system.ts';
import type { DataDirectory } from '../supervisor/data-directory.ts';
import type { Extra, Plant } from './plant.ts';

/** Duration and frequency; the short and the long run differ only in these. */
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
/** `problems` are sentences about broken conditions; `remark` goes into the table. */
export interface Found {
  problems?: string[];
  remark?: string;
}

export interface Fault {
  name: string;
  description: string;
  /** A new course per run, so that no state of one seed reaches the next. */
  begin: () => Course;
}

/** A fault in one run. */
export interface Course {
  /** The limit of injections, where it differs from the scale's; never after most orders have ended. */
  rounds?: (scale: Scale) => number;
  /** Fewer orders at a time than the scale. */
  concurrency?: number;
  /** Additional environments of the processes. */
  extra?: (data: DataDirectory) => Extra;
  /** Replaces PostgreSQL's directory before the start; returns a function that removes it. */
  postgresOn?: (directory: string) => () => void;
  /** Wraps the system that the actors use. */
  wrap?: (system: System, seed: number) => System;
  /** Runs before the first order. */
  before?: (scene: Scene) => Promise<void>;
  /** Injects the fault once; returns when it is over and its process runs again. Repeated while orders live. */
  inject: (scene: Scene, round: number) => Promise<void>;
  /** Runs once after the last injection; no fault happens afterwards. */
  end?: (scene: Scene) => void;
  /** Runs when no order lives any more. */
  after?: (scene: Scene) => Promise<Found>;
}
