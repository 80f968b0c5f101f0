import { mkdirSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from '../fault.ts';
import { eventually } from '../../eventually.ts';
import type { Plant } from '../plant.ts';

const directory = ({ data }: Pick<Plant, 'data'>): string => data.file('crash-points');
const arm = (of: Pick<Plant, 'data'>): void => {
  writeFileSync(`${directory(of)}/armed`, '');
};

export const apiKill: Fault = {
  name: 'api-kill',
  description: 'the api dies after the commit and before the answer; the client repeats and gets the same order',
  begin: () => ({
    extra: (data) => {
      mkdirSync(directory({ data }));
      arm({ data }); // hits the very first order
      return { api: { CRASH_POINTS: directory({ data }), CRASH_ONLY: 'after commit intake' } };
    },
    inject: async ({ plant }) => {
      arm(plant);
      await sleep(1000);
      await eventually('the api is back', () => plant.part('api').isUp());
    },
    after: async ({ plant }) => {
      const deaths = plant.part('api').deaths();
      return { remark: `${deaths} deaths`, problems: deaths === 0 ? ['the api never died'] : [] };
    },
  }),
};
