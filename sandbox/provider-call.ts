import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Request, Response } from 'express';
import type { Behaviors, Provider } from './behaviors.ts';
import type { Answer, DoneFact, Operation } from './facts.ts';
import type { Memory } from './memory.ts';

const DEFAULT_DELAY_MS = 2_000;

/**
 * A call to a provider. `work` returns the answer of the work, which is stored; `refusal` is the answer when it must
 * refuse.
 */
export interface ProviderCall {
  provider: Provider;
  operation: Operation;
  orderRef: string;
  key: string;
  request?: DoneFact['request'];
  refusal: Answer;
  work: () => Answer;
}

export interface ProviderContext {
  memory: Memory;
  behaviors: Behaviors;
}

/** Answers a provider call correctly, or as badly as it is configured. */
export async function answerProviderCall(
  { memory, behaviors }: ProviderContext,
  call: ProviderCall,
  { req, res }: { req: Request; res: Response },
): Promise<void> {
  const { provider, operation, orderRef, key } = call;
  memory.remember({ fact: 'CALLED', operation, key, orderRef });
  const behavior = behaviors.next({ provider, orderRef, key, callNumber: memory.ledger.calls(operation, key) });
  const delay = (): Promise<void> => sleep(behavior.ms ?? DEFAULT_DELAY_MS, undefined, { ref: false });

  if (behavior.mode === 'hang') return;
  if (behavior.mode === 'slow') await delay();
  const answer = behavior.mode === 'error' ? ERROR : perform(memory, call, behavior.mode === 'refuse');
  await memory.written();
  if (behavior.mode === 'lost-answer') {
    req.socket.destroy();
    return;
  }
  if (behavior.mode === 'late') await delay();
  if (!res.destroyed) res.status(answer.status).json(answer.body);
}

const ERROR: Answer = { status: 500, body: { code: 'INTERNAL_ERROR', message: 'The provider has been told to fail.' } };

/** Does the work unless it was done for this key; a refusal does nothing, so that the same key may try again. */
function perform(memory: Memory, call: ProviderCall, refuse: boolean): Answer {
  const { operation, orderRef, key, request } = call;
  const before = memory.ledger.done(operation, key);
  if (before !== undefined) return isDeepStrictEqual(before.request, request) ? before.answer : keyReused(key);
  if (refuse) return call.refusal;
  const answer = call.work();
  if (answer.status < 300) memory.remember({ fact: 'DONE', operation, key, orderRef, request, answer });
  return answer;
}

function keyReused(key: string): Answer {
  return {
    status: 400,
    body: { code: 'IDEMPOTENCY_KEY_REUSED', message: `The key ${key} was used before with another body.` },
  };
}
