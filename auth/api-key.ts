import { hash } from 'node:crypto';

/** What a key may speak for: a channel, a location, a carrier; an operator speaks for the house. */
export const roles = ['channel', 'location', 'carrier', 'operator'] as const;
export type Role = (typeof roles)[number];

/** What is stored form of a bearer key: its SHA-256 in hex. Keys are long and random, so that no salt is needed. */
export const hashKey = (key: string): string => hash('sha256', key);
