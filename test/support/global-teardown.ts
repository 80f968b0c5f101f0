import type { Undertaker } from './undertaker.ts';

export default async function globalTeardown(): Promise<void> {
  await (globalThis as { undertaker?: Undertaker }).undertaker?.bury();
}
