import { isExcluded, stockOf } from '../capacity.ts';
import type { RoutingRule } from '../request.ts';

/** A location needs at least one unit of a line that it may be asked for. */
export const stock: RoutingRule = {
  name: 'stock',
  eliminate: (candidate, request) =>
    request.lines.some((line) => !isExcluded(candidate, request, line.lineId) && stockOf(candidate, line.sku) > 0) ? null : 'has nothing of what is needed',
};
