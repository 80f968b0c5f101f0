import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';

export const workerFreeze: Fault = {
  name: 'worker-freeze',
  description: 'SIGSTOP of the worker while another takes over, then SIGCONT: what finishes late changes nothing',
  begin: () => ({
    inject: async ({ plant, scale }) => {
      const second = await plant.startSecondWorker();
      plant.signal('worker', 'SIGSTOP');
      await sleep(scale.freezeSeconds * 1000);
      plant.signal('worker', 'SIGCONT');
      await sleep(3000);
      await second.stop();
    },
    after: async ({ plant }) => ({ problems: plant.dead('worker') }),
  }),
};
