// The outside calls of an order run beside its messages, one after the other; each result is a new view.
import { proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.ts';
import type { OrderView } from '../domain/order/view.ts';
import type { Effect } from '../domain/order/effect.ts';

const summaries: Record<Effect['kind'], string> = {
  CREATE_WAYBILL: 'make the label',
  VOID_WAYBILL: 'cancel the label at the carrier',
  VOID_PAYMENT: 'void the authorization',
  PAY_REFUND: 'pay the refund',
};

function perform(effect: Effect, ref: { orderId: string; version: number }): Promise<OrderView> {
  const outside = proxyActivities<Activities>({
    startToCloseTimeout: '13s',
    heartbeatTimeout: '5s',
    retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5s' },
    summary: `${summaries[effect.kind]} ${effect.id}`,
  });
  switch (effect.kind) {
    case 'CREATE_WAYBILL':
      return outside.createWaybill({ ...ref, id: effect.id });
    case 'VOID_WAYBILL':
      return outside.voidWaybill({ ...ref, id: effect.id });
    case 'VOID_PAYMENT':
      return outside.voidPayment({ ...ref, id: effect.id });
    case 'PAY_REFUND':
      return outside.payRefund({ ...ref, id: effect.id });
  }
}

export interface EffectRunner {
  follow: (view: OrderView) => void;
  retryBroken: () => void;
  isIdle: () => boolean;
}

/**
 * Runs effects in their order; `seen` gets the view after each, `broke` the error of an effect that failed as a bug.
 */
export function openEffects(
  orderId: string,
  on: { seen: (view: OrderView) => void; broke: (effect: Effect, error: unknown) => void },
): EffectRunner {
  let owed: Effect[] = [];
  let version = 0;
  const broken = new Set<string>();
  let busy = false;
  const key = (e: Effect): string => `${e.kind}/${e.id}`;
  const run = async (): Promise<void> => {
    for (;;) {
      const effect = owed.find((e) => !broken.has(key(e)));
      if (!effect) break;
      try {
        const view = await perform(effect, { orderId, version });
        on.seen(view);
        if (view.effects.some((e) => key(e) === key(effect)))
          throw new Error(`${key(effect)} was done and is still owed`);
      } catch (error) {
        broken.add(key(effect)); // not again by itself, because that would loop
        on.broke(effect, error);
      }
    }
    busy = false;
  };
  return {
    follow: (view) => {
      owed = view.effects;
      version = view.version;
      if (busy || owed.every((e) => broken.has(key(e)))) return;
      busy = true;
      void run();
    },
    retryBroken: () => {
      broken.clear();
    },
    isIdle: () => !busy,
  };
}
