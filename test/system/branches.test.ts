// Every branch of an order's life ends as expected, without a failed workflow task. With RECORD_HISTORIES=1 they become
// the golden histories that test/replay/ replays.
import { writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { workflowIdOf } from '../../domain/order/ids.ts';
import { branchChannels, branches, historyFile } from '../support/branches.ts';
import { finalCostOf } from '../support/history.ts';
import { inLanes } from '../../scripts/lanes.ts';
import { orderIn, patient } from '../support/orders.ts';
import { startWholeSystem, type WholeSystem } from '../support/whole-system.ts';

const names = Object.keys(branches);
let system: WholeSystem;
let lived: Map<string, PromiseSettledResult<string>>;
beforeAll(async () => {
  system = await startWholeSystem(branchChannels);
  lived = new Map(await inLanes(names, 8, async (name) => [name, await settled(name)] as const));
}, 180_000);
afterAll(async () => {
  await system.stop();
});

async function settled(name: string): Promise<PromiseSettledResult<string>> {
  const [result] = await Promise.allSettled([branches[name]?.live(patient(system))]);
  return result as PromiseSettledResult<string>;
}

/** Fields of the recording machine with their recorded value; replay does not read them. */
const ofTheMachine = new Map([
  ['identity', 'recorded'],
  ['stackTrace', ''],
]);

/** One line per event, so that the file is small and a changed event is a changed line. */
async function record(name: string, id: string): Promise<void> {
  const history = await system.temporal.workflow.getHandle(workflowIdOf(id)).fetchHistory();
  const { events } = JSON.parse(historyToJSON(history)) as { events: object[] };
  const lines = events.map((event) => JSON.stringify(event, (key, value: unknown) => ofTheMachine.get(key) ?? value));
  writeFileSync(historyFile(name), `{"events":[\n${lines.join(',\n')}\n]}\n`);
}

test.each(names)('%s', async (name) => {
  const life = lived.get(name);
  if (life?.status !== 'fulfilled') throw life?.reason;
  await orderIn(system, life.value, branches[name]?.ends ?? '');
  const { kinds } = await finalCostOf(system, life.value);
  expect(kinds).not.toContain('WORKFLOW_TASK_FAILED');
  if (process.env['RECORD_HISTORIES']) await record(name, life.value);
});
