// The largest flow of units from locations to lines, over all allowed pairs, by augmenting paths.
import { itemAt } from '../values/list.ts';
import type { SplitPart } from './split-task.ts';
import type { Needs } from './capacity.ts';

interface Source {
  index: number;
  may: boolean[];
  left: readonly number[];
}

/**
 * Serves earlier lines and locations first. A line that is served takes no units from another line for good, so that
 * the total is the largest possible.
 */
export function largestFlow(needs: Needs, lines: readonly number[], sources: readonly Source[]): SplitPart[] {
  const given = lines.map(() => sources.map(() => 0));
  const left = sources.map((source) => [...source.left]);
  for (const [row, line] of lines.entries()) {
    for (let missing = itemAt(needs.lines, line).quantity; missing > 0;) {
      const sent = augment({ needs, lines, sources, given, left }, { row, units: missing, seen: new Set([row]) });
      if (sent === 0) break;
      missing -= sent;
    }
  }
  return given.flatMap((row, at) =>
    row.flatMap((quantity, source) =>
      quantity > 0 ? [{ source: itemAt(sources, source).index, line: itemAt(lines, at), quantity }] : [],
    ),
  );
}

interface Network {
  needs: Needs;
  lines: readonly number[];
  sources: readonly Source[];
  given: number[][];
  left: number[][];
}

/**
 * Moves up to `units` to a line: from the stock left at a location, or from another line there that can be served
 * elsewhere. Returns the number of moved units.
 */
function augment(net: Network, { row, units, seen }: { row: number; units: number; seen: Set<number> }): number {
  const line = itemAt(net.lines, row);
  const sku = itemAt(net.needs.skuOf, line);
  const mine = itemAt(net.given, row);
  for (const [at, source] of net.sources.entries()) {
    const stock = itemAt(net.left, at);
    const sent = source.may[line] === true ? Math.min(units, itemAt(stock, sku)) : 0;
    if (sent === 0) continue;
    stock[sku] = itemAt(stock, sku) - sent;
    mine[at] = itemAt(mine, at) + sent;
    return sent;
  }
  for (const [at, source] of net.sources.entries()) {
    if (source.may[line] !== true) continue;
    for (const [other, theirs] of net.given.entries()) {
      const taken = itemAt(theirs, at);
      if (taken === 0 || seen.has(other) || net.needs.skuOf[itemAt(net.lines, other)] !== sku) continue;
      seen.add(other); // a dead end stays one on this augmenting path
      const moved = augment(net, { row: other, units: Math.min(units, taken), seen });
      if (moved === 0) continue;
      theirs[at] = itemAt(theirs, at) - moved;
      mine[at] = itemAt(mine, at) + moved;
      return moved;
    }
  }
  return 0;
}
