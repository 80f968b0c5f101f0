import { methods } from '../../values/method.ts';
import { condition } from '../criterion.ts';

export const method = condition({
  name: 'method',
  description: 'The order is of one of these methods.',
  parameters: { in: { kind: 'list', of: { kind: 'choice', of: methods } } },
  holds: (request, given) => given.in.includes(request.method),
});
