import type { MikroORM } from '@mikro-orm/postgresql';
import type { Client, Connection } from '@temporalio/client';
import type { Logger } from 'pino';
import type { Intake, IntakeAnswer } from '../../db/order/take-in-orders.ts';
import type { CodeMaker } from '../../auth/pickup-code.ts';
import type { KeyUse } from './key-use.ts';
import type { ReadinessCheck } from './readiness.ts';
import type { CarrierSecrets } from '../../auth/carrier-secret.ts';

/** The dependencies of the API, given by its main or by a test. */
export interface ApiDeps {
  /** Takes an order in; see group-commit.ts. */
  takeIn: (intake: Intake) => Promise<IntakeAnswer>;
  orm: MikroORM;
  client: Client;
  connection: Connection;
  readiness: Pick<ReadinessCheck, 'read'>;
  pickupKeys: CodeMaker;
  /** Notes the use of keys; see key-use.ts. */
  keyUse: Pick<KeyUse, 'used'>;
  logger: Logger;
  carrierSecrets: CarrierSecrets;
  rateLimitPerMinute: number;
  temporalUiUrl: string | null;
  namespace: string;
  /** Default: the task queue of the workers. */
  taskQueue?: string;
}
