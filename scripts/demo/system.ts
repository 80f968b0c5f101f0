// The running system as the demo uses it: the API with the keys of the demo retailer, and the sandbox as carrier.
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeedKey } from '../../db/seed/retailer.ts';

/** The demo's sales channel: every wait of its policy takes seconds. */
export const CHANNEL = 'demo';
const patienceMs = 20_000;

export type Body = Record<string, unknown>;
/** The caller: the operator, the demo's sales channel, or a location by its id. */
export type Caller = string;

/** A refusal by the API; `code` is the problem's. */
export class Refused extends Error {
  readonly code: string;
  constructor(sentence: string, code: string) {
    super(sentence);
    this.code = code;
  }
}

export interface System {
  /** One request, as `POST /v1/orders`; throws Refused unless it succeeds. */
  call: (as: Caller, request: string, body?: unknown) => Promise<Body>;
  /** Sends an event of the sandbox's carrier about a parcel. */
  carrierSays: (trackingNumber: string, event: string) => Promise<void>;
}

export interface Addresses {
  api: string;
  sandbox: string;
  keys: SeedKey[];
}

/**
 * Opens the system; throws one sentence with the remedy when it does not run, is not ready, or has another retailer.
 */
export async function openSystem({ api, sandbox, keys }: Addresses): Promise<System> {
  const ready = await answerOf(`${api}/readyz`, 'API_URL');
  if (!ready.ok)
    throw new Error(
      `Baton at ${api} is not ready (it answers ${ready.status}): wait a moment, or look at the logs of \`npm start\`.`,
    );
  const well = await answerOf(`${sandbox}/healthz`, 'SANDBOX_URL');
  if (!well.ok)
    throw new Error(`What answers at ${sandbox} is not Baton's sandbox: say where that is with SANDBOX_URL.`);
  const keyBy = new Map(keys.map((one) => [`${one.role}:${one.scope ?? ''}`, one.key]));
  return {
    call: (as, request, body) => call(`${api} ${request}`, body, keyOf(keyBy, as)),
    carrierSays: async (trackingNumber, event) => {
      await call(`${sandbox} POST /carrier/parcels/${trackingNumber}/events`, { event });
    },
  };
}

async function answerOf(url: string, variable: string): Promise<Response> {
  try {
    return await fetch(url, { signal: AbortSignal.timeout(5000) });
  } catch {
    throw new Error(
      `Nothing answers at ${new URL(url).origin}: start Baton with \`npm start\` in another terminal, ` +
        `or say with ${variable} where it runs.`,
    );
  }
}

function keyOf(keys: Map<string, string>, as: Caller): string {
  const key = keys.get(as === 'operator' ? 'operator:' : as === 'channel' ? `channel:${CHANNEL}` : `location:${as}`);
  if (key === undefined) throw new Error(`there is no key of ${as}`);
  return key;
}

/** `where` is base, method and path. A 503 is retried for a while. */
async function call(where: string, body: unknown, key?: string): Promise<Body> {
  const [base = '', method = '', path = ''] = where.split(' ');
  for (const end = performance.now() + patienceMs; ;) {
    const response = await fetch(base + path, {
      method,
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    }).catch(() => {
      throw new Error(`${base} does not answer ${method} ${path} any more`);
    });
    const said = (await response.json().catch(() => ({}))) as Body;
    if (response.ok) return said;
    if (response.status !== 503 || performance.now() > end) throw refused(`${method} ${path}`, response.status, said);
    await sleep(250);
  }
}

function refused(request: string, status: number, said: Body): Refused {
  const { code = '', detail, message } = said as { code?: string; detail?: string; message?: string };
  return new Refused(`${request} answered ${status} ${code}: ${detail ?? message ?? ''}`, code);
}
