// Loading and engine together, on the largest number of locations.
import { readCandidates } from '../../db/sourcing/candidates.ts';
import { planRouting } from '../../domain/routing/engine.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import { neededFields } from '../../domain/routing/register.ts';
import { median, type Figure } from '../bench/figures.ts';
import type { Rig } from '../bench/rig.ts';
import { openDatabase, productOf } from './database.ts';
import { madeUpRequest } from './made-up.ts';

const decisions = 30;
/** A product of a large assortment lies at one location in fifty. */
const size = { locations: 10_000, products: 1000, stockRows: 200_000 };

export async function measureLoading(rig: Rig): Promise<Figure[]> {
  const em = (await openDatabase(rig, size)).em.fork();
  const times: { load: number; route: number; candidates: number }[] = [];
  for (let at = -5; at < decisions; at++) {
    const asked = madeUpRequest(10);
    const request = {
      ...asked,
      now: Date.now(),
      shipByAt: Date.now() + 2 * 86_400_000,
      carriers: ['sandbox'],
      lines: asked.lines.map((line, n) => ({
        ...line,
        sku: productOf(1 + (((at + 5) * 31 + n * 97) % size.products)),
      })),
    };
    const begin = performance.now();
    const { candidates } = await readCandidates(em, { request, fields: neededFields(completeNearest) });
    const loaded = performance.now();
    planRouting(completeNearest, request, candidates);
    if (at >= 0) times.push({ load: loaded - begin, route: performance.now() - loaded, candidates: candidates.length });
  }
  return [
    {
      name: '10,000 locations: candidates that have any of 10 products',
      value: median(times.map((one) => one.candidates)),
      unit: '',
    },
    { name: '10,000 locations: loading, median', value: median(times.map((one) => one.load)), unit: 'ms' },
    {
      name: '10,000 locations: loading and deciding, median',
      value: median(times.map((one) => one.load + one.route)),
      unit: 'ms',
      goal: { atMost: 60 },
    },
  ];
}
