import { createServer } from 'node:net';

/** Returns a TCP port that was free a moment ago; another process may still take it first. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === 'object') resolve(address.port);
        else reject(new Error('The system gave out no port.'));
      });
    });
  });
}

/** Says whether a program listens on this port, on whichever of our addresses. */
export function portInUse(port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // No host: the wildcard address of IPv6 and IPv4, which collides with a listener on any one address.
    const server = createServer().once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(true);
      else reject(new Error(`Port ${port} cannot be used (${error.code ?? error.message}): choose another one.`));
    });
    server.listen(port, () => server.close(() => resolve(false)));
  });
}

/** Starts something on a free port, and again on another one where somebody took the first in the meantime. */
export async function onFreePort<T>(start: (port: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return await start(port);
    } catch (error) {
      if (attempt === 3 || !await portInUse(port)) throw error;
    }
  }
}
