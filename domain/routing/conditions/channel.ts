import { condition } from '../criterion.ts';

export const channel = condition({
  name: 'channel',
  description: 'The order is of one of these channels.',
  parameters: { in: { kind: 'list', of: { kind: 'text' } } },
  holds: (request, given) => given.in.includes(request.channelId),
});
