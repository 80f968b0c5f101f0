// npm run demo: thirteen orders through the running system, one for each way an order can go.
import { argumentsOrHelp } from './command-line.ts';
import { demoKeys } from '../db/seed/demo-retailer.ts';
import { demoKeysFile, keptDemoKeys } from './demo-keys/file.ts';
import { violationsAround } from './demo/database-check.ts';
import { perform, type Ending, type Watcher } from './demo/perform.ts';
import { openProgress, type Progress } from './demo/progress.ts';
import { scenarios } from './demo/scenarios.ts';
import { newRunId, setStage } from './demo/stage.ts';
import { openSystem } from './demo/system.ts';
import { invariantVerdict, orderVerdict } from './demo/verdict.ts';
import { readSettings, type Settings } from './supervisor/settings.ts';

const HELP = `Usage: npm run demo

Sends thirteen orders to the running Baton (npm start), plays the stores, the carrier and the operator, and shows
how each order ends: delivered, collected, split, rejected, unanswered, exhausted, held, cancelled, intercepted, not
intercepted, locked out, not collected. Ends with exit code 0 when each has ended as it should and every invariant
holds. It works at any hour and any number of times; its locations, products and stock are its own.

  API_URL       where Baton is, default http://127.0.0.1:PORT (3000)
  SANDBOX_URL   where its sandbox is, default http://127.0.0.1:SANDBOX_PORT (3001)
  DATA_DIR      where its keys are kept (demo-keys.json), default .data; none there: the ones that everybody knows
  DATABASE_URL  its database, for the check of the invariants; default the embedded one of DATA_DIR (.data)`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** Updates the row of a scenario with its order's progress. */
function watcher(progress: Progress, title: string): Watcher {
  return {
    placed: ({ id, temporalUrl }) => {
      progress.say(`  ${title}: ${temporalUrl ?? `workflow order:${id}`}`);
    },
    saw: ({ status }, stage) => {
      progress.update(title, { status, ...(stage === undefined ? {} : { stage }) });
    },
    ended: (problems) => {
      progress.update(title, problems.length === 0 ? { mark: '✓' } : { mark: '✗', stage: problems.join('; ') });
    },
  };
}

/** Plays the demo; true when every order ended as expected. */
async function demo(settings: Settings): Promise<boolean> {
  const api = process.env['API_URL'] || `http://127.0.0.1:${settings.PORT}`;
  const sandbox = settings.SANDBOX_URL ?? `http://127.0.0.1:${settings.SANDBOX_PORT}`;
  const system = await openSystem({
    api: api.replace(/\/$/, ''),
    sandbox: sandbox.replace(/\/$/, ''),
    keys: keptDemoKeys(demoKeysFile(settings.DATA_DIR)) ?? demoKeys(),
  });
  const runId = newRunId();
  await setStage(system, runId, scenarios);
  say(`Run ${runId}: ${scenarios.length} orders, to be looked into while they go:`);
  const begun = performance.now();
  const progress = openProgress(
    scenarios.map(({ title }) => title),
    process.stdout,
  );
  const endings = await Promise.all(
    scenarios.map((scenario) => perform(system, { scenario, runId }, watcher(progress, scenario.title))),
  );
  for (const line of orderVerdict(endings, (performance.now() - begun) / 1000)) say(line);
  return (await invariantsHold(endings, settings)) && endings.every(({ problems }) => problems.length === 0);
}

async function invariantsHold(endings: readonly Ending[], settings: Settings): Promise<boolean> {
  const orderId = endings.find((ending) => ending.orderId !== null)?.orderId;
  const violations = orderId ? await violationsAround(orderId, settings) : null;
  say(invariantVerdict(violations));
  return violations === null || violations.length === 0;
}

argumentsOrHelp(HELP, { positionals: false });
try {
  process.exitCode = (await demo(readSettings(process.env))) ? 0 : 1;
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
