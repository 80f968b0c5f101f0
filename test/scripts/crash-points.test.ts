import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const module = fileURLToPath(new URL('../../crash-points.ts', import.meta.url));
const load = (environment: NodeJS.ProcessEnv) =>
  promisify(execFile)(process.execPath, [module], { env: { ...process.env, ...environment } });

test('in production no variable makes a process kill itself: it does not start', async () => {
  await expect(load({ CRASH_POINTS: '/nowhere', NODE_ENV: 'production' })).rejects.toThrow(/unset it in production/);
  await load({ CRASH_POINTS: '/nowhere', NODE_ENV: 'test' });
  await load({ NODE_ENV: 'production' });
});
