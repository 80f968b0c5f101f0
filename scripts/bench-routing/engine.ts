// The engine alone: the time of one decision, and its growth with the locations.
import { planRouting } from '../../domain/routing/engine.ts';
import { completeNearest } from '../../domain/routing/profiles/complete-nearest.ts';
import { median, percentile, type Figure } from '../bench/figures.ts';
import { madeUpCandidates, madeUpRequest } from './made-up.ts';

const lines = 10;
/** `complete`: some location has everything; `split`: none has, and the greedy split searches many locations. */
const stocked = { complete: 0.97, split: 0.5 } as const;
type Kind = keyof typeof stocked;

function timesOf({
  locations,
  kind,
  decisions,
  seed,
}: {
  locations: number;
  kind: Kind;
  decisions: number;
  seed: number;
}): number[] {
  const request = madeUpRequest(lines);
  const candidates = Array.from({ length: 5 }, (_, at) =>
    madeUpCandidates({ locations, lines, share: stocked[kind], seed: seed + at }),
  );
  const times: number[] = [];
  for (let at = -Math.ceil(decisions / 5); at < decisions; at++) {
    // the first ones warm up
    const begin = performance.now();
    planRouting(completeNearest, request, candidates[Math.abs(at) % candidates.length] ?? []);
    if (at >= 0) times.push(performance.now() - begin);
  }
  return times;
}

export function measureEngine(seed: number): Figure[] {
  return (Object.keys(stocked) as Kind[]).flatMap((kind) => {
    const [hundred, thousand, tenThousand] = [
      timesOf({ locations: 100, kind, decisions: 300, seed }),
      timesOf({ locations: 1000, kind, decisions: 200, seed }),
      timesOf({ locations: 10_000, kind, decisions: 40, seed }),
    ];
    const of = (times: readonly number[] | undefined): number => median(times ?? []);
    return [
      {
        name: `${lines} lines × 1,000 locations, ${kind}: median`,
        value: of(thousand),
        unit: 'ms',
        goal: { atMost: 10 },
      },
      {
        name: `${lines} lines × 1,000 locations, ${kind}: p99`,
        value: percentile(thousand ?? [], 0.99),
        unit: 'ms',
        goal: { atMost: 25 },
      },
      { name: `100 locations, ${kind}: median`, value: of(hundred), unit: 'ms' },
      { name: `10,000 locations, ${kind}: median`, value: of(tenThousand), unit: 'ms' },
      {
        name: `growth from 1,000 to 10,000, ${kind}, ÷ n log n`,
        value: of(tenThousand) / of(thousand) / ((10_000 * Math.log(10_000)) / (1000 * Math.log(1000))),
        unit: '×',
        goal: { atMost: 1 },
      },
    ];
  });
}
