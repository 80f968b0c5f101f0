// A route declares its roles, its input and its answer; the document, the checks and the express app follow from it.
import type { Request, Response } from 'express';
import { z } from 'zod';
import type { Role, Scope } from '../../auth/api-key.ts';
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
  /** The scope that an operator's key needs; declared where operators are among the roles, and nowhere else. */
  needs?: Scope;
  summary: string;
  tag: string;
  params?: z.ZodType;
  query?: z.ZodType;
  body?: z.ZodType;
  answer?: z.ZodType;
  status: number;
  statuses?: number[];
  /** The route can also answer as plain text. */
  plainText?: true;
  /** A CSV file as body or answer: `handle` reads it from the request and writes it to the response itself. */
  consumes?: 'text/csv';
  produces?: 'text/csv';
  handle: (call: Call<never, never, never>) => Promise<unknown>;
}

/**
 * Declares a route; `handle` gets the parsed input and returns the body, or writes the answer itself and returns
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
