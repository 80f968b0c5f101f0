import { eventually } from '../plant.ts';
import type { Fault } from '../fault.ts';

export const workerKill: Fault = {
  name: 'worker-kill', says: 'kill -9 of the worker at random moments',
  inject: async ({ plant }) => {
    const before = plant.part('worker').deaths();
    plant.signal('worker', 'SIGKILL');
    await eventually('the worker is back', () => plant.part('worker').deaths() > before && plant.part('worker').isUp());
  },
  after: async ({ plant }) => ({ remark: `${plant.part('worker').deaths()} deaths` }),
};
