// Bundles of lines that must stay together: one location serves a bundle whole, or not at all.
import { itemAt } from '../values/list.ts';
import type { Needs } from './capacity.ts';
import type { Strategy } from './profile.ts';

/** The line indices per bundle, in the order of the lines; most bundles are a single line. */
export function bundlesOf({ lines }: Needs, keepTogether: Strategy['keepTogether']): number[][] {
  const leader = lines.map((_, at) => at);
  const join = (members: number[]): void => {
    const leaders = new Set(members.map((at) => itemAt(leader, at)));
    const [first] = leaders;
    for (const [at, of] of leader.entries()) if (leaders.has(of)) leader[at] = first ?? of;
  };
  const indices = (keep: (line: Needs['lines'][number]) => boolean): number[] =>
    lines.flatMap((line, at) => (keep(line) ? [at] : []));
  if (keepTogether.gifts)
    for (const [at, line] of lines.entries()) join([at, ...indices((paid) => paid.lineId === line.giftForLineId)]);
  for (const goodsClass of keepTogether.goodsClasses) join(indices((line) => line.goodsClass === goodsClass));
  for (const skus of keepTogether.skus) join(indices((line) => skus.includes(line.sku)));
  return [...Map.groupBy(lines.keys(), (at) => leader[at]).values()];
}
