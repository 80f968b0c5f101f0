// A route says who may call it, what it takes and what it answers; the document, the checks and the express app are all
// made from that.
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Role } from '../../auth/api-key.ts';
import type { Principal } from './authenticate.ts';
import type { ApiDeps } from './deps.ts';

export interface Call<P, Q, B> {
  params: P;
  query: Q;
  body: B;
  principal: Principal;
  deps: ApiDeps;
  req: Request;
  res: Response;
  idempotencyKey: string | null;
}
export interface Route {
  method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  path: string;
  roles: readonly Role[] | 'public' | 'signed';
  summary: string;
  tag: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer?: z.ZodType;
  status: number;
  statuses?: number[];
  /** It can also answer as text. */
  plainText?: true;
  /** A body or an answer that is a file: `handle` reads it from the request, writes it itself. */
  takes?: 'text/csv';
  gives?: 'text/csv';
  handle: (call: Call<never, never, never>) => Promise<unknown>;
}

/**
 * Declares a route; `handle` gets what was parsed and returns the body, or writes the answer itself and returns
 * undefined.
 */
export function route<
  P extends z.ZodType = z.ZodType<unknown>,
  Q extends z.ZodType = z.ZodType<unknown>,
  B extends z.ZodType = z.ZodType<unknown>,
>(
  declared: Omit<Route, 'handle' | 'params' | 'query' | 'body' | 'status'> & {
    params?: P;
    query?: Q;
    body?: B;
    status?: number;
    handle: (call: Call<z.output<P>, z.output<Q>, z.output<B>>) => Promise<unknown>;
  },
): Route {
  return { status: 200, ...declared } as Route;
}
