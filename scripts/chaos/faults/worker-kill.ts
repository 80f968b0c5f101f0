import type { Fault } from '../fault.ts';

export const workerKill: Fault = {
  name: 'worker-kill',
  description: 'kill -9 of the worker at random moments',
  begin: () => ({
    inject: ({ plant }) => plant.kill('worker'),
    after: async ({ plant }) => ({ remark: `${plant.part('worker').deaths()} deaths` }),
  }),
};
