import { crashPoint } from '../../crash-points.ts';
import { TryAgain } from '../failures.ts';

export interface PortAnswer {
  status: number;
  body: Record<string, unknown>;
}

/** The provider's reason in words. */
export function reasonOf({ status, body }: PortAnswer): string {
  const reason = body['reason'] ?? body['code'];
  return typeof reason === 'string' ? reason.slice(0, 300) : `status ${status}`;
}

/**
 * One call to an outside system, at most 10 s. 2xx and 4xx are returned; 5xx, 429, a timeout and a lost connection
 * throw TryAgain.
 */
export async function callPort(url: string, call: { idempotencyKey: string; body: unknown }): Promise<PortAnswer> {
  const step = `call ${new URL(url).pathname
    .split('/')
    .filter((part) => /^[a-z]+$/.test(part))
    .join(' ')}`;
  crashPoint('before', step);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': call.idempotencyKey },
    body: JSON.stringify(call.body),
    signal: AbortSignal.timeout(10_000),
  }).catch((error: unknown) => {
    throw new TryAgain(`no answer from ${new URL(url).pathname}: ${error instanceof Error ? error.message : 'lost'}`);
  });
  const text = await response.text().catch(() => {
    throw new TryAgain('the answer was cut off');
  });
  crashPoint('after', step);
  if (response.status >= 500 || response.status === 429)
    throw new TryAgain(`${new URL(url).pathname} answered ${response.status}`);
  return { status: response.status, body: parse(text) };
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new TryAgain('the answer was not JSON');
  }
}
