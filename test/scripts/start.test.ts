// The real supervisor with PostgreSQL and Temporal, and stand-ins for our own processes.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { freePort } from '../../scripts/provisioning/ports.ts';
import { isRunning, killNow, readPidFile, type ProcessIdentity } from '../../scripts/provisioning/processes.ts';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const CHILDREN = ['api', 'worker', 'sandbox', 'temporal', 'postgres'];

let directory: string;
let environment: NodeJS.ProcessEnv;
const started: ChildProcess[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'baton-start-'));
  chmodSync(directory, 0o755);
  cpSync(join(REPOSITORY, 'scripts'), join(directory, 'scripts'), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  mkdirSync(join(directory, 'api'));
  cpSync(join(REPOSITORY, 'api/loopback.ts'), join(directory, 'api/loopback.ts'));
  standIn('api/main.ts', 'PORT');
  standIn('worker/main.ts', 'WORKER_METRICS_PORT');
  standIn('sandbox/main.ts', 'SANDBOX_PORT');
  for (const script of ['migrate', 'key'])
    writeFileSync(
      join(directory, `scripts/${script}.ts`),
      `import { appendFileSync } from 'node:fs';
       appendFileSync(process.env.DATA_DIR + '/ran', '${script} ' + process.argv.slice(2).join(' ') + '\\n');
       if ('${script}' === 'key') console.log('bat_of-the-stand-in');`,
    );
  environment = { ...process.env, DATA_DIR: join(directory, '.data') };
  for (const name of ['DATABASE_URL', 'TEMPORAL_ADDRESS']) delete environment[name];
  for (const name of ['PORT', 'SANDBOX_PORT', 'WORKER_METRICS_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT'])
    environment[name] = String(await freePort());
});

afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  for (const name of CHILDREN) {
    const identity = readPidFile(pidFile(name));
    if (identity !== undefined) killNow(identity);
  }
  rmSync(directory, { recursive: true, force: true });
});

/** A stand-in that answers as healthy and records that it was allowed to finish. */
function standIn(file: string, portVariable: string): void {
  const name = file.split('/').at(-2) ?? '';
  mkdirSync(dirname(join(directory, file)), { recursive: true });
  writeFileSync(
    join(directory, file),
    `
    import { appendFileSync } from 'node:fs';
    import { createServer } from 'node:http';
    createServer((_request, response) => response.end('ok')).listen(Number(process.env.${portVariable}), '127.0.0.1');
    process.on('SIGTERM', () => setTimeout(() => {
      appendFileSync(process.env.DATA_DIR + '/drained', '${name}\\n'); process.exit(0);
    }, 50));`,
  );
}

const pidFile = (name: string): string => join(directory, '.data/pids', `${name}.json`);

function run(script: string, extra: NodeJS.ProcessEnv = {}, args: string[] = []): ChildProcess {
  const child = spawn(process.execPath, [`scripts/${script}.ts`, ...args], {
    cwd: directory,
    env: { ...environment, ...extra },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  return child;
}

/** Resolves with the lines up to the matching one; fails when the process ends before. */
function saysUntil({ stdout, stderr }: ChildProcess, pattern: RegExp): Promise<string[]> {
  const lines: string[] = [];
  return new Promise((resolve, reject) => {
    if (stdout === null) throw new Error('it has no output');
    const reader = createInterface({ input: stdout }); // stays open, or the pipe would fill or break
    reader.on('line', (line) => {
      lines.push(line);
      if (pattern.test(line)) resolve(lines);
    });
    reader.on('close', () => reject(new Error(`it ended, saying ${lines.join(' | ')} and ${String(stderr?.read())}`)));
  });
}

async function outcome(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    stderr += String(chunk);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stderr };
}

const identities = (): ProcessIdentity[] =>
  CHILDREN.map((name) => {
    const identity = readPidFile(pidFile(name));
    if (identity === undefined) throw new Error(`${name} does not run`);
    return identity;
  });

describe('npm start', () => {
  test('a start after a kill stops what was left; SIGTERM drains the rest in order and leaves nothing', async () => {
    const killed = run('start');
    await saysUntil(killed, /^Baton is ready/);
    expect(readFileSync(join(directory, '.data/ran'), 'utf8')).toBe('migrate --demo\n');
    const orphans = identities();
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(orphans.every(isRunning)).toBe(true);

    const supervisor = run('start');
    const said = await saysUntil(supervisor, /^Baton is ready/);
    expect(said).toContain('Stopped what an earlier start had left running: api, worker, sandbox, temporal');
    rmSync(join(directory, '.data/drained'));
    const running = identities();
    expect(running.at(-1)).toEqual(orphans.at(-1)); // PostgreSQL was taken over
    expect(orphans.slice(0, -1).some(isRunning)).toBe(false);

    const refused = await outcome(run('reset'));
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('Baton is running on') });
    const second = await outcome(run('start'));
    expect(second).toMatchObject({ code: 1, stderr: expect.stringContaining('Baton is running already') });

    supervisor.kill('SIGTERM');
    expect((await outcome(supervisor)).code).toBe(0);
    expect(running.some(isRunning)).toBe(false);
    expect(readdirSync(join(directory, '.data/pids'))).toEqual([]);
    expect(readFileSync(join(directory, '.data/drained'), 'utf8')).toBe('api\nworker\nsandbox\n');

    expect((await outcome(run('reset'))).code).toBe(0);
    expect(readdirSync(join(directory, '.data'))).toEqual([]);
  });

  test('--empty seeds no demo, and shows the first key of its own once', async () => {
    const empty = run('start', {}, ['--empty']);
    expect(await saysUntil(empty, /^ {2}bat_/)).toContain('  bat_of-the-stand-in');
    const ran = readFileSync(join(directory, '.data/ran'), 'utf8').split('\n');
    expect(ran).toEqual(['migrate ', expect.stringMatching(/^key create --first --role operator .*--scopes all/), '']);
    empty.kill('SIGTERM');
    expect((await outcome(empty)).code).toBe(0);
    expect((await outcome(run('reset'))).code).toBe(0);
  });

  test.each([{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }])(
    'where others could use the keys of the demo (%j), it starts nothing and says how it would',
    async (exposed) => {
      const { code, stderr } = await outcome(run('start', exposed));
      expect([code, stderr]).toEqual([1, expect.stringMatching(/for trying on this machine.*npm start -- --empty/)]);
      expect(existsSync(join(directory, '.data/postgres'))).toBe(false);
    },
  );

  test('says which port is taken and starts nothing', async () => {
    const squatter = createServer().listen(0, '127.0.0.1');
    await once(squatter, 'listening');
    const port = String((squatter.address() as AddressInfo).port);
    const { code, stderr } = await outcome(run('start', { PORT: port }));
    squatter.close();
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(`^Port ${port} \\(PORT\\) is in use by another program: .*npm start\`\\.\n$`),
    });
    expect(existsSync(join(directory, '.data/postgres'))).toBe(false);
  });
});
