import { eligibility } from '../criterion.ts';

export const channelAssortment = eligibility({
  name: 'channel-assortment',
  description:
    'Restricts the channels that are listed: a line is served where an entry of its channel covers its class, ' +
    'its product and the location. A channel without an entry sells everything.',
  parameters: {
    entries: {
      kind: 'list',
      of: {
        kind: 'object',
        of: {
          channelId: { kind: 'text' },
          goodsClasses: { kind: 'list', of: { kind: 'text' }, optional: true },
          skus: { kind: 'list', of: { kind: 'text' }, optional: true },
          locationIds: { kind: 'list', of: { kind: 'text' }, optional: true },
        },
      },
    },
  },
  refuseLine: (line, { candidate, request }, { entries }) => {
    const own = entries.filter((entry) => entry.channelId === request.channelId);
    const covered =
      own.length === 0 ||
      own.some(
        (entry) =>
          (entry.goodsClasses?.includes(line.goodsClass) ?? true) &&
          (entry.skus?.includes(line.sku) ?? true) &&
          (entry.locationIds?.includes(candidate.locationId) ?? true),
      );
    return covered ? null : { code: 'NOT_IN_ASSORTMENT', detail: `not what ${request.channelId} sells from here` };
  },
});
