import { hash } from 'node:crypto';

/** The stored form of a bearer key: its SHA-256 in hex. Keys are long and random, so that no salt is needed. */
export const hashKey = (key: string): string => hash('sha256', key);
