import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../../eventually.ts';
import type { Fault } from '../fault.ts';

export const temporalKill: Fault = {
  name: 'temporal-kill',
  description: 'kill -9 of the Temporal server, restart on its file: intake goes on meanwhile, drains after',
  begin: () => ({
    inject: async ({ plant }) => {
      const temporal = plant.part('temporal');
      await temporal.heldDown(async () => {
        plant.signal('temporal', 'SIGKILL');
        await sleep(4000);
      });
      await eventually('Temporal is back', () => temporal.isUp());
    },
    after: async ({ plant }) => ({ problems: plant.dead('worker', 'api') }),
  }),
};
