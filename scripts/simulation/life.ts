// One order from intake to its end: it is read repeatedly, and every actor acts when its time has come.
import { setTimeout as sleep } from 'node:timers/promises';
import type { AcceptedOrder } from '../../db/invariants/check.ts';
import type { OrderBody } from '../olist/convert.ts';
import { carrier } from './actors/carrier.ts';
import { buyerOf } from './actors/buyer.ts';
import { operators } from './actors/operator.ts';
import { stores } from './actors/store.ts';
import type { Actor, Deed, Hands } from './deed.ts';
import { faultOf, movingPartsOf, restsWithAPerson, type OrderSeen } from './order-seen.ts';
import { place } from './placing.ts';
import { diceFor, type Dice } from './random.ts';
import type { Stage } from './stage.ts';

/** `problem` is null when the order was accepted and has reached its end. */
export interface Ending {
  number: string;
  id: string | null;
  accepted: AcceptedOrder | null;
  problem: string | null;
}

/** An order is read again soon after a change, then less often, so that reading is not the load. */
const lookAgainMs = { first: 400, longest: 2000, growth: 1.3 };
/**
 * An order without a change for this long beyond its actors' patience, neither closed nor waiting for an operator,
 * counts as stuck.
 */
const longerMs = 75_000;
/** An order that waits for an operator is observed this long before it counts as such. */
const restMs = 3000;

/**
 * Lives one order through; never throws. `at` is its position in the file, which together with the seed decides
 * everything.
 */
export async function live(stage: Stage, order: OrderBody, at: number): Promise<Ending> {
  const dice = (decision: string): Dice => diceFor(stage.seed, `order ${at} ${decision}`);
  const ending: Ending = { number: order.channelOrderNumber, id: null, accepted: null, problem: null };
  try {
    const placed = await place(stage, order, dice);
    if ('problem' in placed) return { ...ending, problem: placed.problem };
    Object.assign(ending, {
      id: placed.id,
      accepted: { channel: stage.channel, number: order.channelOrderNumber, hash: placed.hash },
    });
    ending.problem = await liveOn(stage, placed.id, {
      dice,
      actors: [stores, carrier, operators, buyerOf(stage.otherStoreFor(order))],
    });
  } catch (error) {
    ending.problem = `broke the simulation: ${error instanceof Error ? error.message : String(error)}`;
  }
  return ending;
}

/** Runs until the order is closed or waits for an operator; otherwise returns a sentence with the reason. */
async function liveOn(
  stage: Stage,
  id: string,
  { dice, actors }: { dice: (decision: string) => Dice; actors: Actor[] },
): Promise<string | null> {
  const deeds = new Deeds(handsOf(stage));
  let moved = { at: performance.now(), what: '' };
  let pauseMs = lookAgainMs.first;
  let restsSince: number | null = null;
  for (let status: string | null = null; ;) {
    const seen = await stage.system.call('operator', `GET /v1/orders/${id}`);
    if (seen.status !== 200) return `cannot be read: ${seen.status} ${seen.code}`;
    const order = seen.body as unknown as OrderSeen;
    if (order.status !== status) stage.watch(status, order.status);
    status = order.status;
    if (order.closedAt !== null || deeds.failure !== null) return deeds.allDone().then(() => deeds.failure);
    deeds.follow(actors.flatMap((actor) => actor({ order, dice })));
    const moves = moved.what !== movingPartsOf(order);
    if (moves) moved = { at: performance.now(), what: movingPartsOf(order) };
    pauseMs = moves ? lookAgainMs.first : Math.min(lookAgainMs.longest, pauseMs * lookAgainMs.growth);
    restsSince = restsWithAPerson(order) && deeds.isIdle() ? (restsSince ?? performance.now()) : null;
    if (restsSince !== null && performance.now() - restsSince > restMs) return faultOf(order);
    if (performance.now() - moved.at > stage.system.patienceMs + longerMs)
      return `does not end: ${order.status}, ${waitsOf(order)}; still at it: ${deeds.running().join(', ') || 'nobody'}`;
    await sleep(pauseMs);
  }
}

const waitsOf = ({ waits }: OrderSeen): string =>
  `waits for ${waits.map(({ kind, dueAt }) => `${kind} ${dueAt ?? 'without end'}`).join(', ') || 'nothing'}`;

function handsOf({ system, tally }: Stage): Hands {
  return {
    say: async (as, request, { body, expects = [] } = {}) => {
      const answer = await system.call(as, request, { body });
      tally.note(request, answer, expects);
      return answer;
    },
    tellSandbox: async (request, body) => {
      const answer = await system.sandbox(request, body);
      tally.note(request, answer, ['WAYBILL_VOIDED']);
      return answer;
    },
    pause: async (ms) => {
      await sleep(ms);
    },
  };
}

/** Starts each deed once when its time has come; deeds of one order may overlap. */
class Deeds {
  readonly #hands: Hands;
  readonly #running = new Map<string, Promise<void>>();
  readonly #done = new Set<string>();
  readonly #answers = new Map<string, string>();
  /** An error inside a deed, which would be a bug of the simulation. */
  failure: string | null = null;
  constructor(hands: Hands) {
    this.#hands = hands;
  }

  follow(deeds: readonly Deed[]): void {
    for (const deed of deeds)
      if (!this.#done.has(deed.name) && !this.#running.has(deed.name))
        this.#running.set(deed.name, this.#perform(deed));
  }

  /** The running deeds, with the last answer to each. */
  running(): string[] {
    return [...this.#running.keys()].map((name) => `${name} (${this.#answers.get(name) ?? 'no answer yet'})`);
  }
  isIdle(): boolean {
    return this.#running.size === 0;
  }
  async allDone(): Promise<void> {
    await Promise.all(this.#running.values());
  }

  async #perform({ name, afterMs, act }: Deed): Promise<void> {
    await sleep(afterMs);
    const say: Hands['say'] = async (as, request, wish) => {
      const answer = await this.#hands.say(as, request, wish);
      this.#answers.set(name, `${request} ${answer.status} ${answer.code}`);
      return answer;
    };
    const outcome = await act({ ...this.#hands, say }).catch((error: unknown) => {
      this.failure ??= `${name}: ${String(error)}`;
    });
    this.#running.delete(name);
    if (outcome !== 'again') this.#done.add(name);
  }
}
