import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onPath, reason } from './executable-search.ts';
import { makeOnce } from './make-once.ts';
import { runSlowCommand } from './slow-command.ts';

/** Fills `home` with the server's jars, a start script and a class archive, with which it starts in 0.3 s. */
export async function makeTimeSkippingServer(home: string, pomFile: string): Promise<void> {
  onPath('java');
  await makeOnce(home, async (unfinished) => {
    await runSlowCommand({
      announcement: 'Fetching the Temporal time-skipping test server with Maven, once',
      file: onPath('mvn'),
      args: ['-q', '-B', '-f', pomFile, 'dependency:copy-dependencies', `-DoutputDirectory=${join(unfinished, 'lib')}`],
    });
    writeStartScript(unfinished);
  });
  await archiveClasses(home).catch((error: unknown) => {
    process.stderr.write(`No class archive, so the test server starts slower: ${reason(error)}\n`);
  });
}

function writeStartScript(home: string): void {
  const jars = readdirSync(join(home, 'lib'))
    .toSorted()
    .map((jar) => `$home/lib/${jar}`)
    .join(':');
  const script = join(home, 'temporal-test-server');
  // exec: the SDK stops the server with SIGKILL, which must reach Java itself. Java ignores a missing or stale archive.
  writeFileSync(
    script,
    `#!/bin/sh
home=$(cd "$(dirname "$0")" && pwd)
exec java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xshare:auto -Xlog:disable \
"\${BATON_CLASS_ARCHIVE:--XX:SharedArchiveFile=$home/classes.jsa}" \
-cp "${jars}" io.temporal.testserver.TestServer "$@"
`,
  );
  chmodSync(script, 0o755);
}

/** Runs the server once, so that Java records the classes it loads. */
async function archiveClasses(home: string): Promise<void> {
  const archive = join(home, 'classes.jsa');
  const server = spawn(join(home, 'temporal-test-server'), ['0'], {
    stdio: 'ignore',
    env: { ...process.env, BATON_CLASS_ARCHIVE: `-XX:ArchiveClassesAtExit=${archive}` },
  });
  const ended = once(server, 'exit');
  await sleep(4_000); // it loads its classes in the first second or two, and does not report the end
  server.kill('SIGTERM');
  await ended;
  if (!existsSync(archive)) throw new Error('java wrote no archive');
}
