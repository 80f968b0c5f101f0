// npm run what-if: past orders under another routing profile, side by side with their real routing.
import './provisioning/required-node.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { ProfileIn } from '../api/contract/profile-in.ts';
import { openOrm } from '../db/connection/orm.ts';
import { countPast } from '../db/replay/past-routings.ts';
import { loadProfile } from '../db/sourcing/profiles.ts';
import { whatIf } from '../db/replay/what-if.ts';
import type { RoutingProfile } from '../domain/routing/profile.ts';
import { optionsOrHelp } from './command-line.ts';
import { databaseAtHand } from './invariants/database-at-hand.ts';
import { openProgress } from './simulation/progress.ts';
import { readSettings } from './supervisor/settings.ts';
import { csv, csvLines, table, type CsvLine } from './what-if/table.ts';

const HELP = `Usage: npm run what-if -- (--profile FILE | --version N) [--from INSTANT] [--to INSTANT] \
[--limit N] [--csv FILE]

Replays the first routing of past orders, each with the stock, quotas and backlog that it saw, under the profile it
had and under another, and prints both side by side. Writes nothing to the database. What was not written down is
taken as it is today; the last line says what that is.

  --profile FILE   a profile as POST /v1/routing/profiles takes it
  --version N      or one that is kept already, also a draft
  --from, --to     ISO 8601 with a zone; default: all there is, until now
  --limit N        the first N orders of the span; default 5000
  --csv FILE       two lines per order: as it was, and as it would be

  DATABASE_URL     default: the embedded database of DATA_DIR (.data), if it runs`;

const options = {
  profile: { type: 'string' },
  version: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  limit: { type: 'string' },
  csv: { type: 'string' },
} as const;
const instant = z.iso
  .datetime({ offset: true, error: 'an instant with its zone, as 2026-11-22T10:00:00+08:00' })
  .transform((text) => new Date(text));
const whole = z.coerce.number().int().min(1);
const Wanted = z
  .object({
    profile: z.string().optional(),
    version: whole.optional(),
    from: instant.default(() => new Date(0)),
    to: instant.default(() => new Date()),
    limit: whole.max(100_000).default(5000),
    csv: z.string().optional(),
  })
  .refine(
    (one) => (one.profile === undefined) !== (one.version === undefined),
    'say with --profile FILE or --version N which one is tried; not both',
  )
  .refine((one) => one.from < one.to, '--from must come before --to');

/** The profile of a file; throws its errors, each with its place. */
function profileOf(path: string): RoutingProfile {
  const parsed = ProfileIn.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is no sound profile:\n${z.prettifyError(parsed.error)}`);
  return { ...parsed.data, version: 0 };
}

const wanted = optionsOrHelp(HELP, options, Wanted);
try {
  const given = wanted.profile === undefined ? null : profileOf(wanted.profile);
  const orm = await openOrm(databaseAtHand(readSettings(process.env)), {
    max: 2,
    statementTimeoutMs: 300_000,
    lockTimeoutMs: 10_000,
  });
  try {
    const em = orm.em.fork();
    const profile = given ?? (await loadProfile(em, wanted.version ?? 0));
    if (!profile) throw new Error(`There is no routing profile ${wanted.version}.`);
    const lines: CsvLine[] = [];
    const progress = openProgress(Math.min(wanted.limit, await countPast(em, wanted)), process.stderr);
    const found = await whatIf(em, {
      ...wanted,
      profile,
      each: (one) => {
        progress.ended();
        if (wanted.csv !== undefined) lines.push(...csvLines(one));
      },
    }).finally(() => {
      progress.stop();
    });
    if (wanted.csv !== undefined) writeFileSync(wanted.csv, csv(lines));
    process.stdout.write(`${table(found, profile.name)}\n`);
  } finally {
    await orm.close();
  }
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 2;
}
