// Heartbeats of long activities, so that the server moves the work of a dead worker to another one within seconds.
import type { ActivityInterceptorsFactory } from '@temporalio/worker';

const everyMs = 1000;

/** Sends a heartbeat once a second while an activity runs; a local activity needs none. */
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
