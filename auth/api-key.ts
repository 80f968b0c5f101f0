import { hash, randomBytes } from 'node:crypto';

/** The role of a key: its scope is a channel, a location or a carrier; an operator has scopes instead. */
export const roles = ['channel', 'location', 'carrier', 'operator'] as const;
export type Role = (typeof roles)[number];

/** The groups of routes that a key of an operator may use; each route for operators needs one of them. */
export const scopes = ['support', 'stock', 'planning', 'finance', 'set-up', 'keys'] as const;
export type Scope = (typeof scopes)[number];

/** The stored form of a bearer key: its SHA-256 in hex. Keys are long and random, so that no salt is needed. */
export const hashKey = (key: string): string => hash('sha256', key);

/**
 * A new key with its id, which is no secret: `bat_`, the id, and 256 random bits in hex, a form that secret scanners
 * can find (`bat_[0-9a-f]{12}_[0-9a-f]{64}`).
 */
export function makeKey(): { id: string; key: string } {
  const id = randomBytes(6).toString('hex');
  return { id, key: `bat_${id}_${randomBytes(32).toString('hex')}` };
}
