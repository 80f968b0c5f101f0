// The running system as the simulation uses it: the API with the keys of this run, and the sandbox as carrier.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyOf, type Run } from './retailer.ts';

/** The caller: the run's channel, an operator, or a store by its id. */
export type Caller = 'channel' | 'operator' | `store:${string}`;
/** `code` and `detail` are the problem's, empty for a success. */
export interface Answer {
  status: number;
  code: string;
  detail: string;
  body: Record<string, unknown>;
}

/** `key` is the idempotency key; a new one by default. */
export interface Said {
  body?: unknown;
  key?: string;
}

export interface System {
  /** How long a request is retried while the system is not ready, in milliseconds. */
  patienceMs: number;
  /**
   * One request, as `POST /v1/orders`. 429, 503 and a missing answer are retried for a while; everything else is
   * returned. Requests with the same `key` are one message.
   */
  call: (as: Caller, request: string, said?: Said) => Promise<Answer>;
  /** A request to the sandbox, as `POST /carrier/parcels/1/events`. */
  sandbox: (request: string, body: unknown) => Promise<Answer>;
}

const usualPatienceMs = 45_000;

/** Opens the system; throws a sentence when it does not run. */
export async function openSystem(
  run: Run,
  { api, sandbox, patienceMs = usualPatienceMs }: { api: string; sandbox: string; patienceMs?: number },
): Promise<System> {
  const ready = await fetch(`${api}/readyz`, { signal: AbortSignal.timeout(5000) }).catch(() => null);
  if (ready?.ok !== true)
    throw new Error(`Baton is not ready at ${api}: start it with \`npm start\`, or say with --api where it runs.`);
  const key = (as: Caller): string => {
    if (as === 'channel') return keyOf(run, 'channel');
    return as === 'operator' ? keyOf(run, 'operator') : keyOf(run, 'location', as.slice('store:'.length));
  };
  return {
    patienceMs,
    call: (as, request, said = {}) =>
      ask(`${api} ${request}`, said.body, {
        headers: { authorization: `Bearer ${key(as)}`, 'idempotency-key': said.key ?? randomUUID() },
        patienceMs,
      }),
    sandbox: (request, body) => ask(`${sandbox} ${request}`, body, { headers: {}, patienceMs }),
  };
}

async function ask(
  where: string,
  body: unknown,
  { headers: known, patienceMs }: { headers: Record<string, string>; patienceMs: number },
): Promise<Answer> {
  const [base = '', method = '', path = ''] = where.split(' ');
  const headers = { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...known };
  for (const end = performance.now() + patienceMs; ;) {
    const answer = await once(base + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (answer && answer.status !== 503 && answer.status !== 429) return answer;
    if (performance.now() > end)
      return answer ?? { status: 0, code: 'NO_ANSWER', detail: `${method} ${path}`, body: {} };
    await sleep(200);
  }
}

async function once(url: string, request: RequestInit): Promise<Answer | null> {
  try {
    const response = await fetch(url, { ...request, signal: AbortSignal.timeout(15_000) });
    const text = await response.text();
    const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
    return {
      status: response.status,
      code: textOf(body['code']),
      detail: textOf(body['detail'] ?? body['message']),
      body,
    };
  } catch {
    return null;
  }
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
