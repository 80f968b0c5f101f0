// npm run key: keys of callers, made and ended by an operator who reaches the database; so comes the first one.
import './provisioning/required-node.js';
import { parseArgs } from 'node:util';
import { openOrm } from '../db/connection/orm.ts';
import { scopes } from '../auth/api-key.ts';
import { databaseAtHand } from './invariants/database-at-hand.ts';
import { commands, isCommand, WrongOption, type Options } from './keys/commands.ts';
import { readSettings } from './supervisor/settings.ts';

const HELP = `Usage: npm run -s key -- create --role ROLE --name NAME (--scope ID | --scopes LIST) [--days N] [--first]
       npm run -s key -- list [--ended]
       npm run -s key -- rotate ID [--overlap HOURS] [--days N]
       npm run -s key -- revoke ID … | --demo

Makes, lists, replaces and ends the keys with which callers authenticate (Authorization: Bearer KEY). A new key is
printed once, alone on stdout, and stored as a hash only; all else is said on stderr.

  create             prints a new key
    --role ROLE      channel, location, carrier or operator
    --name NAME      what it is for, as "till 1"; no names of people
    --scope ID       of a channel, location or carrier: the one that it speaks for
    --scopes LIST    of an operator: what it may do, some of ${scopes.join(',')}; or all, which is
                     meant for the first key only. There is no default
    --days N         its life, default 365; a life ends, rotate renews it
    --first          only if no usable key can make keys yet; else does nothing
  list               the usable keys, or with --ended the expired and revoked ones
  rotate ID          prints a new key with the same rights; the old one ends after the overlap
    --overlap HOURS  default 24; 0 ends it at once
  revoke ID …        ends keys, within 2 s everywhere; the last one that can make keys too
    --demo           all keys of the demo, which everybody knows

  DATABASE_URL       default: the embedded database of DATA_DIR (.data), if it runs`;

const options = {
  help: { type: 'boolean', short: 'h' },
  role: { type: 'string' },
  name: { type: 'string' },
  scope: { type: 'string' },
  scopes: { type: 'string' },
  days: { type: 'string' },
  overlap: { type: 'string' },
  first: { type: 'boolean' },
  ended: { type: 'boolean' },
  demo: { type: 'boolean' },
} as const;

function fail(sentence: string, code: number): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(code);
}

function readArguments(): { command: keyof typeof commands; ids: string[]; values: Options } {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help === true) {
      process.stdout.write(`${HELP}\n`);
      process.exit(0);
    }
    const [command = '', ...ids] = positionals;
    if (!isCommand(command)) throw new Error(`say what to do: ${Object.keys(commands).join(', ')}`);
    return { command, ids, values };
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${HELP}`, 2);
  }
}

const { command, ids, values } = readArguments();
try {
  const orm = await openOrm(databaseAtHand(readSettings(process.env)));
  try {
    await commands[command]({ em: () => orm.em.fork(), ids, options: values });
  } finally {
    await orm.close();
  }
} catch (error) {
  const more = error instanceof WrongOption ? '\n`npm run key -- --help` says more.' : '';
  fail(`${(error as Error).message}${more}`, error instanceof WrongOption ? 2 : 1);
}
