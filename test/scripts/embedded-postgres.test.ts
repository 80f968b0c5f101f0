import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../../scripts/provisioning/embedded-postgres.ts';
import { isRunning, killNow } from '../../scripts/provisioning/processes.ts';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'baton-postgres-'));
  chmodSync(directory, 0o755);
});
afterAll(() => {
  rmSync(directory, { recursive: true, force: true });
});

const start = (options: { takeOver?: boolean; port?: number } = {}): Promise<EmbeddedPostgres> =>
  startEmbeddedPostgres({ dataDir: join(directory, 'data'), durable: false, ...options });

describe('the embedded PostgreSQL', () => {
  test('started from two places at once is one server, which the second one leaves running', async () => {
    const [one, other] = await Promise.all([start(), start()]);
    const [owner, guest] = one.attached ? [other, one] : [one, other];
    expect([owner.attached, guest.attached]).toEqual([false, true]);
    expect(guest.port).toBe(owner.port);
    await guest.stop();
    expect(isRunning(owner.identity)).toBe(true);
    await owner.stop();
    expect(isRunning(owner.identity)).toBe(false);
  });

  test('comes back on its port after a kill, and is stopped by who takes it over', async () => {
    const killed = await start();
    killNow(killed.identity);
    await killed.exited;
    const again = await start({ port: killed.port });
    expect(again.port).toBe(killed.port);
    const taken = await start({ takeOver: true });
    expect(taken.attached).toBe(true);
    await taken.stop();
    expect(isRunning(again.identity)).toBe(false);
    await again.stop();
  });

  test.each([
    {
      what: 'of another major version',
      file: 'PG_VERSION',
      sentence: /was made by PostgreSQL 17 and Baton brings PostgreSQL 18: set DATA_DIR/,
    },
    { what: 'that is none', file: 'holiday.jpg', sentence: /is no PostgreSQL data directory/ },
  ])('refuses a data directory $what and leaves it alone', async ({ file, sentence }) => {
    const dataDir = join(directory, file);
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, file), '17\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(sentence);
    expect(readFileSync(join(dataDir, file), 'utf8')).toBe('17\n');
  });
});
