import { hash } from 'node:crypto';

/** The role of a key: its scope is a channel, a location or a carrier; an operator has no scope. */
export const roles = ['channel', 'location', 'carrier', 'operator'] as const;
export type Role = (typeof roles)[number];

/** The stored form of a bearer key: its SHA-256 in hex. Keys are long and random, so that no salt is needed. */
export const hashKey = (key: string): string => hash('sha256', key);
