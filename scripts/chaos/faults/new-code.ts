// New workflow code under running orders, repeatedly, with and without a clean stop: no workflow task may fail.
import { writeFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { setTimeout as sleep } from 'node:timers/promises';
import { workflowIdOf } from '../../../domain/order/ids.ts';
import { bundleEdited } from '../../../test/support/workflow-bundle.ts';
import { channelOf } from '../../simulation/retailer.ts';
import type { Fault, Scene } from '../fault.ts';

/** The changes of a typical new version: other texts in Temporal UI, another retry; no other order of commands. */
const edits = [
  { file: 'workflows/effects.ts', from: "CREATE_WAYBILL: 'make the label'", to: "CREATE_WAYBILL: 'have a label made'" },
  { file: 'workflows/temporal-ui.ts', from: "'**Waits for**'", to: "'**What it waits for**'" },
];

/** Orders with a failed workflow task. */
async function failedTasks({ plant, orm, run }: Scene): Promise<string[]> {
  const orders = await orm.em
    .fork()
    .execute<{ id: string }[]>('select id from orders where channel_id = ?', [channelOf(run)]);
  const connection = await Connection.connect({ address: `127.0.0.1:${plant.settings.TEMPORAL_PORT}` });
  const client = new Client({ connection, namespace: plant.settings.TEMPORAL_NAMESPACE });
  const failed: string[] = [];
  for (const { id } of orders) {
    const { events } = await client.workflow.getHandle(workflowIdOf(id)).fetchHistory();
    if (events?.some((event) => event.workflowTaskFailedEventAttributes)) failed.push(id);
  }
  await connection.close();
  return failed;
}

export const newCode: Fault = {
  name: 'new-code',
  description: 'workers with other code take over live orders: no task fails',
  begin: () => ({
    before: async ({ plant }) => {
      writeFileSync(plant.data.file('other-workflows.js'), await bundleEdited(edits));
    },
    inject: async ({ plant }, round) => {
      plant.extra.worker = {
        WORKFLOW_BUNDLE: plant.data.file(round % 2 === 1 ? 'other-workflows.js' : 'workflows.js'),
      };
      await (round % 3 === 0 ? plant.kill('worker') : plant.part('worker').restart());
      await sleep(2000);
    },
    after: async (scene) => ({ problems: (await failedTasks(scene)).map((id) => `a task of order ${id} failed`) }),
  }),
};
