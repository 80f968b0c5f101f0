// node scripts/checks/audit.ts: npm audit of the production dependencies; fails on findings, but not without a network.
import { spawnSync } from 'node:child_process';
import { argumentsOrHelp } from '../command-line.ts';
import { judgeAudit } from './audit-verdict.ts';

const HELP = `Usage: npm exec -- node scripts/checks/audit.ts

Fails when npm knows a vulnerability, high or critical, in a production dependency. Says so and succeeds when npm
cannot be asked.`;

argumentsOrHelp(HELP, { positionals: false });
const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--audit-level=high', '--json'], {
  encoding: 'utf8',
  maxBuffer: 1 << 26,
});
const { passed, sentence } = judgeAudit(stdout ?? '');
process.stdout.write(`${sentence}\n`);
process.exitCode = passed ? 0 : 1;
