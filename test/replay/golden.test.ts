// Orders under way survive new code: histories of a real server replay against today's workflow. Recorded by RECORD_HISTORIES=1 npm test -- test/system/budgets.
import { readdirSync, readFileSync } from 'node:fs';
import { historyFromJSON } from '@temporalio/common/lib/proto-utils.js';
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker';
import { DeterminismViolationError } from '@temporalio/workflow';
import { beforeAll, describe, expect, test } from '@jest/globals';

const folder = new URL('./histories/', import.meta.url);
const files = readdirSync(folder).filter((f) => f.endsWith('.json'));
const read = (file: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Record<string, unknown>;
const replay = (history: unknown) => Worker.runReplayHistory({ workflowBundle: { codePath: process.env['TEST_WORKFLOW_BUNDLE'] ?? '' } }, historyFromJSON(history as never), 'order:golden');

beforeAll(() => { Runtime.install({ shutdownSignals: [], logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter: 'ERROR' } } as never }); });

describe.each(files)('%s', (file) => {
  test('replays', async () => { await expect(replay(read(file))).resolves.toBeUndefined(); });
});

test('every scenario of the budgets has its history', () => { expect(files.length).toBeGreaterThanOrEqual(5); });

test('a change of what happens in which order is caught', async () => {
  const poisoned = JSON.stringify(read(files.find((f) => f.startsWith('home')) ?? files[0] ?? '')).replaceAll('createWaybill', 'createLabel');
  await expect(replay(JSON.parse(poisoned))).rejects.toBeInstanceOf(DeterminismViolationError);
});

test('no history holds anything personal, nor a pickup code', () => {
  for (const file of files) {
    const text = readFileSync(new URL(file, folder), 'utf8');
    const payloads = [...text.matchAll(/"data":\s*"([A-Za-z0-9+/=]+)"/g)].map((m) => Buffer.from(m[1] ?? '', 'base64').toString('utf8')).join('\n');
    expect(payloads).toMatch(/orderId/);
    expect(text + payloads).not.toMatch(/Canary|13900001111|"code":"\d{6}"/);
  }
});
