import { condition } from '../criterion.ts';

export const method = condition({
  name: 'method',
  description: 'The order is of one of these methods.',
  parameters: { in: { kind: 'list', of: { kind: 'choice', of: ['HOME_DELIVERY', 'STORE_PICKUP'] } } },
  holds: (request, given) => given.in.includes(request.method),
});
