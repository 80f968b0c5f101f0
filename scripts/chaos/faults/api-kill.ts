import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '../plant.ts';
import type { Fault } from '../fault.ts';

const point = 'after commit intake';
let directory = '';

export const apiKill: Fault = {
  name: 'api-kill', says: 'the api dies after the commit and before the answer; the client repeats and gets the same order',
  extra: () => {
    directory = mkdtempSync(join(tmpdir(), 'baton-crash-'));
    writeFileSync(join(directory, 'armed'), '');         // the very first order meets it
    return { api: { CRASH_POINTS: directory, CRASH_ONLY: point } };
  },
  inject: async ({ plant }) => {
    writeFileSync(join(directory, 'armed'), '');
    await sleep(1000);
    await eventually('the api is back', () => plant.part('api').isUp());
  },
  after: async ({ plant }) => {
    const deaths = plant.part('api').deaths();
    return { remark: `${deaths} deaths`, problems: deaths === 0 ? ['the api never died'] : [] };
  },
};
