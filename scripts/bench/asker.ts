// Sends one update to each of some workflows, with a limit of parallel calls, and prints the time of each answer. A
// separate process.
import { Client, Connection } from '@temporalio/client';
import { inLanes } from '../lanes.ts';
import { TEMPORAL_NAMESPACE } from '../provisioning/temporal-server.ts';

export interface Asking {
  address: string;
  update: string;
  inFlight: number;
  asked: { workflowId: string; argument: unknown }[];
}

const { address, update, inFlight, asked } = JSON.parse(process.argv[2] ?? '') as Asking;
const connection = await Connection.connect({ address });
const { workflow } = new Client({ connection, namespace: TEMPORAL_NAMESPACE });
await connection.workflowService.describeNamespace({ namespace: TEMPORAL_NAMESPACE });
const tookMs: number[] = [];
await inLanes(asked, inFlight, async ({ workflowId, argument }) => {
  const begun = performance.now();
  await workflow.getHandle(workflowId).executeUpdate<unknown, [unknown]>(update, { args: [argument] });
  tookMs.push(performance.now() - begun);
});
await connection.close();
process.stdout.write(JSON.stringify(tookMs));
