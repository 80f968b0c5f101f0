import type { Scope } from '../../auth/api-key.ts';
import type { Principal } from './authenticate.ts';
import { Problem } from './problems.ts';

/** Throws FORBIDDEN with the scope that an operator's key lacks; the other roles have no scopes. */
export function requireScope({ role, scopes }: Principal, needed: Scope | undefined): void {
  if (role !== 'operator' || scopes.some((scope) => scope === needed)) return;
  throw new Problem('FORBIDDEN', `this needs the scope ${String(needed)}; this key has ${scopes.join(', ') || 'none'}`);
}
