// The commands of npm run key: each asks, writes and says what it did; clear keys go to stdout, all else to stderr.
import type { EntityManager } from '@mikro-orm/postgresql';
import { z } from 'zod';
import { lifeDays, NewKeyIn, overlapHours } from '../../api/contract/key-in.ts';
import { hashKey, scopes, type Role } from '../../auth/api-key.ts';
import { demoKeys } from '../../db/seed/demo-retailer.ts';
import {
  createKey,
  holderExists,
  holdersOf,
  keysCanBeMade,
  listKeys,
  revokeKey,
  rotateKey,
  usableAmong,
  type KeyRow,
  type MadeKey,
} from '../../db/setup/api-keys.ts';

export interface Options {
  role?: string;
  name?: string;
  scope?: string;
  scopes?: string;
  days?: string;
  overlap?: string;
  first?: boolean;
  ended?: boolean;
  demo?: boolean;
}
interface Ask {
  em: () => EntityManager;
  ids: string[];
  options: Options;
}

/** An option that is missing or wrong; the message names it and the way out. */
export class WrongOption extends Error {}

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};
/** The only thing that goes to stdout of create and rotate. */
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

/** The options as the schema parses them; throws what is wrong with which. */
function checked<S extends z.ZodType>(schema: S, values: unknown, names: Record<string, string> = {}): z.output<S> {
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => {
    const field = String(path[0] ?? '');
    return `--${names[field] ?? field}: ${message}`;
  });
  throw new WrongOption(faults.join('\n'));
}

const mostShown = 20;
const setUpRoutes = { channel: 'channels', location: 'locations', carrier: 'carriers' } as const;

async function requireHolder(em: EntityManager, role: Role, id: string | undefined): Promise<void> {
  if (role === 'operator' || id === undefined || (await holderExists(em, role, id))) return;
  const known = await holdersOf(em, role, { limit: mostShown + 1 });
  const shown = known.slice(0, mostShown).join(', ') + (known.length > mostShown ? ', …' : '');
  throw new WrongOption(
    `--scope: there is no ${role} ${id}; ` +
      (known.length > 0 ? `there are ${shown}` : `there is none yet, PUT /v1/${setUpRoutes[role]}/{id} makes one`),
  );
}

const rightsOf = ({ role, scope, scopes: groups }: KeyRow): string => `${role} ${scope ?? groups?.join(',') ?? ''}`;
const dayOf = (at: string | null): string => at?.slice(0, 10) ?? 'never';

function tell({ row, key }: MadeKey): void {
  if (key !== null) print(key);
  say(`Key ${row.id}, ${rightsOf(row)}, "${row.name}", until ${dayOf(row.expiresAt)}. It is not shown again.`);
}

async function create({ em, options }: Ask): Promise<void> {
  const { role, name, scope, days, scopes: list } = options;
  const wanted = checked(NewKeyIn, {
    ...{ role, name, scope, days },
    scopes: list === 'all' ? scopes : list?.split(',').map((one) => one.trim()),
  });
  await requireHolder(em(), wanted.role, wanted.scope);
  if (options.first === true && (await keysCanBeMade(em()))) {
    say('There are keys already: this one was not made.');
    return;
  }
  tell(
    await createKey(em(), {
      ...wanted,
      scope: wanted.scope ?? null,
      scopes: wanted.scopes ?? null,
      createdBy: 'command',
      request: null,
    }),
  );
}

async function list({ em, options }: Ask): Promise<void> {
  const heads = ['id', 'rights', 'name', 'made', 'last used', options.ended === true ? 'ended' : 'expires'];
  const rows = [heads];
  for (let after = '', more = true; more;) {
    const page = await listKeys(em(), { ended: options.ended === true, after, limit: 500 });
    more = page.length > 500;
    const shown = page.slice(0, 500);
    after = shown.at(-1)?.id ?? '';
    for (const key of shown)
      rows.push([
        key.id,
        rightsOf(key),
        key.name,
        dayOf(key.createdAt),
        dayOf(key.lastUsedAt),
        dayOf(key.revokedAt ?? key.expiresAt) + (key.state === 'USABLE' && key.expiresSoon ? ' soon' : ''),
      ]);
  }
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    print(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}

const Rotation = z.object({ overlap: overlapHours, days: lifeDays.optional() });

async function rotate({ em, ids: [id, ...others], options }: Ask): Promise<void> {
  if (id === undefined || others.length > 0) throw new WrongOption('rotate: name one key by its id; list shows them');
  const { overlap, days } = checked(Rotation, { overlap: options.overlap, days: options.days });
  const rotated = await rotateKey(em(), { id, overlapHours: overlap, days: days ?? null, createdBy: 'command' });
  if (rotated === 'UNKNOWN') throw new WrongOption(`rotate: there is no key ${id}; list shows them`);
  if (rotated === 'ENDED') throw new Error(`The key ${id} has ended and hands nothing on: make a new one with create.`);
  if (rotated.key === null)
    throw new Error(`The key ${id} was rotated already, to ${rotated.row.id}: if that is lost, rotate that one.`);
  tell(rotated);
  say(overlap === 0 ? `The old key ${id} has ended.` : `The old key ${id} goes on for ${overlap} h.`);
}

async function revoke({ em, ids, options }: Ask): Promise<void> {
  const known =
    options.demo === true
      ? await usableAmong(
          em(),
          demoKeys().map(({ key }) => hashKey(key)),
        )
      : [];
  const all = [...ids, ...known];
  if (all.length === 0 && options.demo !== true)
    throw new WrongOption('revoke: name keys by their ids (list shows them), or --demo');
  for (const id of all) {
    const revoked = await revokeKey(em(), { id, evenLast: true });
    if (typeof revoked === 'string') throw new WrongOption(`revoke: there is no key ${id}; list shows them`);
    say(`Key ${id}, ${rightsOf(revoked)}, has ended.`);
  }
  if (all.length === 0) say('No key of the demo is usable.');
  if (!(await keysCanBeMade(em())))
    say('No key can make keys now: make one with create --role operator --scopes keys.');
}

export const commands = { create, list, rotate, revoke };

/** Says whether the word is a command. */
export const isCommand = (word: string): word is keyof typeof commands => Object.hasOwn(commands, word);
