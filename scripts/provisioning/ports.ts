import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/**
 * Below the ports that systems use for outgoing connections (from 32,768 on): such a port could be taken by any new
 * connection, even while its listener restarts.
 */
const range = { from: 20_000, to: 32_768 };
const given = new Set<number>();

/**
 * Returns a TCP port that was free a moment ago, each only once in this process; another process may still take it
 * first.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 1; attempt <= 1000; attempt += 1) {
    const port = randomInt(range.from, range.to);
    if (given.has(port)) continue;
    given.add(port);
    if (!(await portInUse(port))) return port;
  }
  throw new Error(`No port from ${range.from} to ${range.to} is free.`);
}

/** Says whether a program listens on this port on any of our addresses. */
export function portInUse(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // without a host: the wildcard address of IPv6 and IPv4 collides with a listener on any single address
    const server = createServer().once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(new Error(`Port ${port} cannot be used (${error.code ?? error.message}): choose another one.`));
    });
    server.listen(port, () => server.close(() => resolve(false)));
  });
}

/** Starts something on a free port, and again on another one when a process has taken the first in the meantime. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === 3 || !(await portInUse(port))) throw error;
    }
  }
}
