import { isExcluded } from '../capacity.ts';
import type { RoutingRule } from '../request.ts';

/** A location that refused or slept is not asked again for that line for a time; it falls when that is true of every line. */
export const exclusion: RoutingRule = {
  name: 'exclusion',
  eliminate: (candidate, request) =>
    request.lines.length > 0 && request.lines.every((line) => isExcluded(candidate, request, line.lineId)) ? 'refused or let expire every line' : null,
};
