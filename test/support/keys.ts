// Calls with keys that a test has made, beside those of the test retailer.
import type { Scope } from '../../auth/api-key.ts';
import { createKey, type MadeKey, type NewKey } from '../../db/setup/api-keys.ts';
import type { Answer, WholeSystem } from './whole-system.ts';

export interface Heard extends Answer {
  headers: Headers;
}

/** One call with this key. */
export async function callWith(
  { url }: WholeSystem,
  key: string | null,
  { request, body, headers = {} }: { request: string; body?: unknown; headers?: Record<string, string> },
): Promise<Heard> {
  const [method = 'GET', path = '/'] = request.split(' ');
  const response = await fetch(url + path, {
    method,
    headers: { authorization: `Bearer ${key ?? ''}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Answer['body'], headers: response.headers };
}

/** An operator's key with these scopes, made as the command makes it. */
export const operatorKey = (system: WholeSystem, scopes: Scope[], more: Partial<NewKey> = {}): Promise<MadeKey> =>
  createKey(system.deps.orm.em.fork(), {
    role: 'operator',
    name: scopes.join(' and '),
    scope: null,
    scopes,
    days: 90,
    createdBy: 'command',
    request: null,
    ...more,
  });
