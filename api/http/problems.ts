// Every answer that is not a success: RFC 9457 with a code. One table maps codes to statuses.
import type { ErrorRequestHandler, RequestHandler } from 'express';
import { z } from 'zod';
import { isTransient } from '../../db/connection/transient-errors.ts';
import type { RefusalCode } from '../../domain/order/refusals.ts';

const apiCodes = {
  VALIDATION: [400, 'The request is not valid'],
  MALFORMED_JSON: [400, 'The body is not JSON'],
  UNAUTHENTICATED: [401, 'A valid key is needed'],
  FORBIDDEN: [403, 'This key may not do that'],
  PERSON_ENDED: [403, 'This person acts no more'],
  NOT_FOUND: [404, 'There is no such thing'],
  METHOD_NOT_ALLOWED: [405, 'This route has no such method'],
  ORDER_CONFLICT: [409, 'The order number is taken by another content'],
  PROFILE_ARCHIVED: [409, 'The profile is archived'],
  PROFILE_ACTIVE: [409, 'The profile is in force'],
  ACTIVATION_OVERLAPS: [409, 'Another profile is in force then'],
  ID_TAKEN: [409, 'The id is that of something else'],
  LAST_KEY: [409, 'No other key can make keys'],
  KEY_ENDED: [409, 'The key has ended'],
  PERSON_CLOSED: [409, 'The code is that of a person who has ended'],
  TRANSFER_OF_ORDER: [409, 'The goods are for a pickup'],
  PERSON_UNKNOWN: [422, 'There is no such person behind this key'],
  ORDER_REFUSED: [422, 'The channel refuses such orders'],
  NOT_AVAILABLE: [409, 'More is wanted than is left to sell'],
  PAYLOAD_TOO_LARGE: [413, 'The body is too large'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Send application/json'],
  RATE_LIMITED: [429, 'Too many requests'],
  SIGNATURE_INVALID: [401, 'The signature is not valid'],
  ORDER_STARTING: [503, 'The order is being prepared'],
  UNAVAILABLE: [503, 'A part of Baton is away'],
  BUSY: [503, 'Too many orders wait'],
  INTERNAL: [500, 'Something broke here'],
  BUG: [500, 'A rule broke on this order; it was parked'],
} as const;
const refused: Record<RefusalCode, readonly [number, string]> = {
  OFFER_CLOSED: [409, 'The offer is closed'],
  ORDER_CLOSED: [409, 'The order is closed'],
  ORDER_ON_HOLD: [409, 'The order is on hold'],
  CANCELLATION_PENDING: [409, 'A cancellation waits for an answer'],
  CANCELLATION_CLOSED: [409, 'The cancellation is closed'],
  TOO_LATE: [409, 'It is too late for that'],
  USE_RETURN: [409, 'The goods have left'],
  WRONG_STATE: [409, 'Not in this state'],
  WRONG_METHOD: [409, 'Not for this method'],
  CODE_REFUSED: [422, 'The code is not valid here'],
  QUANTITY_INVALID: [422, 'A quantity is not possible'],
  UNKNOWN_LINE: [422, 'There is no such line'],
  UNKNOWN_PART: [404, 'There is no such thing'],
  IDEMPOTENCY_KEY_REUSED: [422, 'The Idempotency-Key belongs to another request'],
  TOO_MANY_MESSAGES: [429, 'The order has taken too many messages'],
  NOTHING_UNROUTED: [409, 'Nothing is unrouted'],
  NO_CANDIDATE: [409, 'No location can serve it'],
  ALREADY_EXTENDED: [409, 'Extended once already'],
  AMOUNT_TOO_HIGH: [422, 'More than is left'],
  ACTION_UNKNOWN: [422, 'There is no such action'],
  NOT_AWAITING_BUYER: [409, 'The buyer has nothing to choose'],
  PAYMENT_STATE: [409, 'Not in this state of the payment'],
  WAYBILL_STATE: [409, 'Not in this state of the label'],
  WAYBILL_MISSING: [409, 'There is no label'],
};
export type ProblemCode = keyof typeof apiCodes | RefusalCode;
const table: Record<ProblemCode, readonly [number, string]> = { ...apiCodes, ...refused };

export const ProblemBody = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).optional(),
    orderId: z.string().optional(),
    fields: z.array(z.string()).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details with a code' });

export interface ProblemExtra {
  errors?: { pointer: string; detail: string }[];
  orderId?: string;
  fields?: string[];
  retryAfterSeconds?: number;
  /** Refused by the transaction, not by the workflow's last view. */
  final?: boolean;
}

/** A refusal for the caller. */
export class Problem extends Error {
  readonly code: ProblemCode;
  readonly extra: ProblemExtra;
  constructor(code: ProblemCode, detail: string, extra: ProblemExtra = {}) {
    super(detail);
    this.code = code;
    this.extra = extra;
  }
  get status(): number {
    return table[this.code][0];
  }
}

/** Says whether the text is a known code. */
export const isProblemCode = (code: string): code is ProblemCode => code in table;

/** Answers an unknown route with NOT_FOUND. */
export const noRoute: RequestHandler = (req) => {
  throw new Problem('NOT_FOUND', `there is no ${req.method} ${req.path}`);
};

/** Answers a known path with another method: METHOD_NOT_ALLOWED, and OPTIONS with the Allow header. */
export const noMethod =
  (methods: string[]): RequestHandler =>
  (req, res) => {
    res.set('Allow', methods.join(', '));
    if (req.method !== 'OPTIONS') throw new Problem('METHOD_NOT_ALLOWED', `${req.path} takes ${methods.join(', ')}`);
    res.status(204).end();
  };

/** Turns an error into a problem document; an unexpected one is logged and its details are hidden. */
// oxlint-disable-next-line max-params -- express knows an error handler by its four parameters
export const problemHandler: ErrorRequestHandler = (error: unknown, req, res, next) => {
  if (res.headersSent) {
    next(error);
    return;
  }
  const problem = asProblem(error);
  if (problem.status >= 500) req.log.error({ err: error, code: problem.code }, 'request failed');
  const { retryAfterSeconds, final: _final, ...extra } = problem.extra;
  if (problem.status === 503 || problem.status === 429) res.set('Retry-After', String(retryAfterSeconds ?? 1));
  if (problem.code === 'UNAUTHENTICATED') res.set('WWW-Authenticate', 'Bearer');
  const body = {
    type: `/problems/${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: table[problem.code][1],
    status: problem.status,
    code: problem.code,
    detail: problem.message,
    instance: req.path,
    ...extra,
  };
  res.status(problem.status).type('application/problem+json').send(JSON.stringify(body));
};

function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof z.ZodError)
    return new Problem('VALIDATION', z.prettifyError(error).slice(0, 2000), {
      errors: error.issues
        .slice(0, 50)
        .map((i) => ({ pointer: `/${i.path.map(String).join('/')}`, detail: i.message })),
    });
  const { status, type } = error as { status?: number; type?: string };
  if (type === 'entity.parse.failed') return new Problem('MALFORMED_JSON', 'the body is not JSON');
  if (status === 413) return new Problem('PAYLOAD_TOO_LARGE', 'the body is larger than 1 MB');
  if (status === 415) return new Problem('UNSUPPORTED_MEDIA_TYPE', 'send application/json in UTF-8');
  if (status !== undefined && status >= 400 && status < 500)
    return new Problem('VALIDATION', 'the request cannot be read');
  if (isOutOfRange(error)) return new Problem('VALIDATION', 'a number is, or would become, too large to be stored');
  return isTransient(error) || isTemporalAway(error)
    ? new Problem('UNAVAILABLE', 'the database or Temporal is away; the same request may be sent again')
    : new Problem('INTERNAL', 'an unexpected error; it was logged with this request');
}

/** Says whether a counter overflowed its four or eight bytes (SQLSTATE 22003), so that the value cannot be stored. */
function isOutOfRange(error: unknown): boolean {
  for (let e = error as { code?: unknown; cause?: unknown } | undefined; e; e = e.cause as typeof e)
    if (e.code === '22003') return true;
  return false;
}

/**
 * gRPC codes that pass: cancelled, unknown, deadline exceeded, resource exhausted, failed precondition (the order's
 * worker is busy), aborted, internal (the stream was cut), unavailable. A repeat under the same id is harmless for all
 * of them. Codes of our own mistakes (invalid argument, not implemented, permission) are not in the list.
 */
const grpcTransient = new Set([1, 2, 4, 8, 9, 10, 13, 14]);

function isTemporalAway(error: unknown): boolean {
  for (let e = error as { code?: unknown; metadata?: unknown; cause?: unknown } | undefined; e; e = e.cause as typeof e)
    if (e.metadata !== undefined && grpcTransient.has(e.code as number)) return true;
  return false;
}
