import type { Conduct } from './change.ts';

/** What an answer says about the location: any answer wakes it, silence counts, closed in published hours pauses it. */
export function conductOf(locationId: string, given: { to: 'ACCEPTED' | 'REJECTED' | 'EXPIRED'; reason: string | null }): Conduct[] {
  if (given.to === 'EXPIRED') return [{ locationId, kind: 'EXPIRED' }];
  return given.reason === 'STORE_CLOSED' ? [{ locationId, kind: 'ANSWERED' }, { locationId, kind: 'CLOSED_NOW' }] : [{ locationId, kind: 'ANSWERED' }];
}
