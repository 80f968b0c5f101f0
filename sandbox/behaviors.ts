import { createHash } from 'node:crypto';
import type { Behavior, ChannelBehavior, DefaultBehaviors, OrderBehaviors } from './schemas.ts';

export type Provider = 'carrier' | 'payment';

export interface ProviderCallFacts {
  provider: Provider;
  orderRef: string;
  key: string;
  callNumber: number;
}

/** The sandbox's configured behavior. It is not stored: a restarted sandbox behaves well. */
export class Behaviors {
  #orders = new Map<string, Record<Provider, Behavior[]>>();
  #defaults: DefaultBehaviors = { seed: 0 };
  #channel: ChannelBehavior = { status: 200, times: 0 };

  /** Replaces the plan for this order. */
  planOrder(orderRef: string, { carrier = [], payment = [] }: OrderBehaviors): void {
    this.#orders.set(orderRef, { carrier: carrier.flatMap(repeated), payment: payment.flatMap(repeated) });
  }

  /** Replaces the behavior of calls without a plan. */
  planDefaults(defaults: DefaultBehaviors): void {
    this.#defaults = defaults;
  }

  planChannel(behavior: ChannelBehavior): void {
    this.#channel = behavior;
  }

  /** Takes the next behavior of the order's plan; without one, draws from the defaults. */
  next(call: ProviderCallFacts): Behavior {
    return this.#orders.get(call.orderRef)?.[call.provider].shift() ?? this.#draw(call);
  }

  /** The status of the channel's next answer to a webhook. */
  nextChannelStatus(): number {
    if (this.#channel.times <= 0) return 200;
    this.#channel = { ...this.#channel, times: this.#channel.times - 1 };
    return this.#channel.status;
  }

  /** Depends on the seed and the call alone, so that a run is repeatable even if its calls come in another order. */
  #draw({ provider, key, callNumber }: ProviderCallFacts): Behavior {
    let left = fraction(`${this.#defaults.seed} ${provider} ${key} ${callNumber}`);
    for (const { probability, ...behavior } of this.#defaults[provider] ?? []) {
      left -= probability;
      if (left < 0) return behavior;
    }
    return { mode: 'ok' };
  }
}

function repeated(behavior: Behavior): Behavior[] {
  return Array.from({ length: behavior.times ?? 1 }, () => behavior);
}

/** A number from 0 to below 1, evenly distributed over texts. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUIntBE(0, 6) / 2 ** 48;
}
