import { setTimeout as sleep } from 'node:timers/promises';
import type { System } from '../../simulation/system.ts';
import type { Fault } from '../fault.ts';

const misbehaviour = [
  { mode: 'lost-answer', probability: 0.2 },
  { mode: 'error', probability: 0.2 },
  { mode: 'hang', probability: 0.04 },
  { mode: 'late', probability: 0.04, ms: 40_000 },
  { mode: 'slow', probability: 0.1, ms: 1500 },
];

/** The carrier sends every event twice. */
const saidTwice = (system: System): System => ({
  ...system,
  sandbox: async (request, body) => {
    const first = await system.sandbox(request, body);
    if (request.includes('/events')) await system.sandbox(request, body);
    return first;
  },
});

export const providers: Fault = {
  name: 'providers',
  description:
    'payment and carrier do the work and lose the answer, fail, hang, answer after 40 s, report twice: ' +
    'one refund, one label',
  begin: () => ({
    wrap: saidTwice,
    inject: async ({ system, dice, scale }) => {
      await system.sandbox('PUT /behaviors', {
        seed: dice.below(1_000_000),
        carrier: misbehaviour,
        payment: misbehaviour,
      });
      await sleep(scale.orders >= 100 ? 8000 : 3000);
      await system.sandbox('PUT /behaviors', { seed: 0 });
    },
  }),
};
