// Messages arrive late, twice, long afterwards, and in another order.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { diceFor } from '../../simulation/random.ts';
import type { System } from '../../simulation/system.ts';
import type { Fault } from '../fault.ts';

const isSaid = (request: string): boolean => request.startsWith('POST ') && request !== 'POST /v1/orders';

/**
 * Sends every message two or three times with its sender's key, at once or after seconds; the caller gets one of the
 * answers.
 */
function garbled(system: System, seed: number): System {
  let spoken = 0;
  return {
    ...system,
    call: async (as, request, given) => {
      if (!isSaid(request)) return system.call(as, request, given);
      const said = { key: randomUUID(), ...given };
      const dice = diceFor(seed, `garbled ${spoken++}`);
      await sleep(dice.below(400));
      const again = (afterMs: number): void => {
        void sleep(afterMs).then(() => system.call(as, request, said));
      };
      if (dice.chance(0.5)) again(dice.below(100));
      again(dice.below(4000));
      return system.call(as, request, said);
    },
  };
}

export const messages: Fault = {
  name: 'messages',
  description: 'every message is said two or three times, late and in another order',
  begin: () => ({
    wrap: garbled,
    inject: () => sleep(5000),
  }),
};
