// Long activities show that they live, so that the server gives the work of a dead worker to another one in seconds; a
// short one costs nothing more.
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

const everyMs = 1000;

/** Beats once a second for as long as an activity runs; those that run inside a workflow task have no need of it. */
export const heartbeats: ActivityInterceptorsFactory = (context) => ({
  inbound: {
    execute: async (input, next) => {
      if (context.info.isLocal) return next(input);
      const beating = setInterval(() => {
        context.heartbeat();
      }, everyMs);
      try {
        return await next(input);
      } finally {
        clearInterval(beating);
      }
    },
  },
});
