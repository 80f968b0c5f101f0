// New code continues running orders: histories of a real server replay against today's workflow. Recorded by
// RECORD_HISTORIES=1 npm test -- test/system/branches.
import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker, type ReplayResult } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, expect, test } from '@jest/globals';
import { branches, historyFile } from '../support/branches.ts';
import { bundleEdited, type Edit } from '../support/workflow-bundle.ts';

const names = Object.keys(branches);
const files = readdirSync(new URL('.', historyFile('any'))).filter((f) => f.endsWith('.json'));
const read = (name: string): string => readFileSync(historyFile(name), 'utf8');
const today = { codePath: process.env['TEST_WORKFLOW_BUNDLE'] ?? '' };

beforeAll(() => {
  Runtime.install({
    shutdownSignals: [],
    logger: new DefaultLogger('ERROR'),
    telemetryOptions: { logging: { filter: 'ERROR' } } as never,
  });
});

/** Replays all histories on one worker; the results by name. */
async function replay(
  workflowBundle: { codePath: string } | { code: string },
  histories: [name: string, json: string][],
): Promise<Map<string, ReplayResult['error']>> {
  const errors = new Map<string, ReplayResult['error']>();
  const given = histories.map(([name, json]) => ({ workflowId: name, history: historyFromJSON(JSON.parse(json)) }));
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, given))
    errors.set(workflowId, error);
  return errors;
}
const recorded = (of = names): [string, string][] => of.map((name) => [name, read(name)]);
const failed = (errors: Map<string, ReplayResult['error']>) => [...errors].filter(([, error]) => error !== undefined);

test('every branch has its history, and every history its branch; at least thirty', () => {
  expect(new Set(files)).toEqual(new Set(names.map((name) => historyFile(name).pathname.split('/').at(-1))));
  expect(files.length).toBeGreaterThanOrEqual(30);
});

test('all of them replay', async () => {
  const errors = await replay(today, recorded());
  expect(new Set(errors.keys())).toEqual(new Set(names));
  expect(failed(errors)).toEqual([]);
});

/** A changed line of the real sources, and histories that must fail with it. */
const poisons: [what: string, edit: Edit, lives: string[]][] = [
  [
    'a timer more',
    {
      file: 'workflows/order.ts',
      from: "    prepare(inbox, 'prepare');",
      to: "    await condition(() => false, '1s');\n    prepare(inbox, 'prepare');",
    },
    ['home delivery', 'pickup', 'payment pending for ever'],
  ],
  [
    'a search attribute less',
    { file: 'workflows/temporal-ui.ts', from: '    upsertSearchAttributes([', to: '    void ([' },
    ['home delivery', 'pickup', 'nobody has it, cancelled by the operator'],
  ],
  [
    'an effect under another name',
    { file: 'workflows/effects.ts', from: 'outside.createWaybill(', to: 'outside.voidWaybill(' },
    ['home delivery', 'label refused, tried again', 'carrier fails twice, then makes the label'],
  ],
  [
    'the effect owed last done first',
    { file: 'workflows/effects.ts', from: 'owed.find(', to: 'owed.findLast(' },
    ['intercept agreed, label voided, refunded'],
  ],
  [
    'a regular activity instead of a local one',
    {
      file: 'workflows/take-message.ts',
      from: 'local = proxyLocalActivities<Activities>(',
      to: 'local = proxyActivities<Activities>(',
    },
    ['home delivery', 'cancelled in Temporal UI while offered'],
  ],
  [
    'no patience with the database',
    { file: 'workflows/take-message.ts', from: ': regular.recordMessage(', to: ': local.recordMessage(' },
    ['database away while a store accepts'],
  ],
  [
    'a timer that is not taken back',
    { file: 'workflows/timers.ts', from: '      scope.cancel();', to: '' },
    ['home delivery', 'got ready late, then collected'],
  ],
];
test.each(poisons)('%s is caught', async (_, edit, lives) => {
  const errors = await replay({ code: await bundleEdited([edit]) }, recorded(lives));
  expect(new Set(errors.keys())).toEqual(new Set(lives));
  for (const error of errors.values()) expect(error).toBeInstanceOf(DeterminismViolationError);
});

test('new words for people are no change', async () => {
  const edit = { file: 'workflows/temporal-ui.ts', from: "'**Waits for**'", to: "'**Is waiting for**'" };
  expect(failed(await replay({ code: await bundleEdited([edit]) }, recorded(['home delivery', 'pickup'])))).toEqual([]);
});

test('no history holds anything personal, nor a pickup code, nor a path of the machine', () => {
  for (const [, text] of recorded()) {
    const payloads = [...text.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g)]
      .map((m) => Buffer.from(m[1] ?? '', 'base64').toString('utf8'))
      .join('\n');
    expect(payloads).toMatch(/orderId/);
    expect(text + payloads).not.toMatch(/Canary|13900001111|"code":"\d{6}"/);
    expect(text + payloads).not.toMatch(/node_modules| at \S+ \(\//);
  }
});
