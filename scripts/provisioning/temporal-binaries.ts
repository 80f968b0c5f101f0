// Finds, or makes once, the two Temporal executables on a bare machine. Both functions return a path for the SDK's
// `executable: { type: 'existing-path', path }`, or throw an error that lists every way to get one.
import { execFile } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { executable, findExecutable, onPath } from './executable-search.ts';
import { makeOnce } from './make-once.ts';
import { sdkDownload } from './sdk-download.ts';
import { runSlowCommand } from './slow-command.ts';
import { makeTimeSkippingServer } from './time-skipping-server.ts';

const CLI_VERSION = '1.8.2'; // temporal/go.mod
const TEST_SERVER_VERSION = '1.38.0'; // temporal/time-skipping/pom.xml
const OLDEST_CLI = { major: 1, minor: 5 };
const toolModule = fileURLToPath(new URL('./temporal', import.meta.url));
const cache = process.env['BATON_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'baton');

/** Returns the path of a Temporal CLI that can run `server start-dev`; building it takes minutes, once per machine. */
export function devServerExecutable(signal?: AbortSignal): Promise<string> {
  const target = join(cache, `temporal-${CLI_VERSION}`);
  return findExecutable({
    what: 'Temporal dev server',
    variable: 'TEMPORAL_CLI',
    ways: [
      { name: `\`temporal\` ${OLDEST_CLI.major}.${OLDEST_CLI.minor} or newer on PATH`, find: cliOnPath },
      { name: 'the cache', find: () => executable(target) },
      {
        name: 'download by the Temporal SDK',
        find: () => sdkDownload('createLocal', join(cache, `sdk-${CLI_VERSION}`)),
      },
      {
        name: '`go build` of the pinned tool module',
        find: () => makeOnce(target, (unfinished) => buildCli(unfinished, signal)),
      },
    ],
  });
}

/** Returns the path of the test server that skips time; it runs on Java, fetched by Maven once per machine. */
export function timeSkippingExecutable(): Promise<string> {
  const home = join(cache, `time-skipping-${TEST_SERVER_VERSION}`);
  const script = join(home, 'temporal-test-server');
  const cached = (): string => {
    onPath('java');
    return executable(script);
  };
  const made = async (): Promise<string> => {
    await makeTimeSkippingServer(home, join(toolModule, 'time-skipping/pom.xml'));
    return script;
  };
  return findExecutable({
    what: 'Temporal time-skipping test server',
    variable: 'TEMPORAL_TEST_SERVER',
    ways: [
      { name: 'the cache', find: cached },
      {
        name: 'download by the Temporal SDK',
        find: () => sdkDownload('createTimeSkipping', join(cache, `sdk-test-server-${TEST_SERVER_VERSION}`)),
      },
      { name: 'Maven and Java', find: made },
    ],
  });
}

async function cliOnPath(): Promise<string> {
  const path = onPath('temporal');
  const version = /version (\d+)\.(\d+)/.exec((await promisify(execFile)(path, ['--version'])).stdout);
  const [major, minor] = [Number(version?.[1] ?? 0), Number(version?.[2] ?? 0)];
  if (major < OLDEST_CLI.major || (major === OLDEST_CLI.major && minor < OLDEST_CLI.minor))
    throw new Error(`${path} is version ${major}.${minor}`);
  return path;
}

async function buildCli(output: string, signal: AbortSignal | undefined): Promise<void> {
  const linkerFlags = `-s -w -X github.com/temporalio/cli/internal/temporalcli.Version=${CLI_VERSION}`;
  await runSlowCommand({
    announcement: `Building the Temporal CLI ${CLI_VERSION} with Go, once (about 6 minutes on 2 cores)`,
    file: onPath('go'),
    args: [
      'build',
      '-C',
      toolModule,
      '-mod=readonly',
      '-trimpath',
      '-buildvcs=false',
      '-o',
      output,
      '-ldflags',
      linkerFlags,
      'github.com/temporalio/cli/cmd/temporal',
    ],
    env: { CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' },
    signal,
  });
}
