// The workflow of one order. Handlers only add messages to the inbox; the main loop handles them one at a time.
import {
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  currentUpdateInfo,
  defineQuery,
  defineUpdate,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import type { Handled } from '../activities/orders.ts';
import type { MessageOf } from '../domain/order/messages.ts';
import { refuse } from '../domain/rules/index.ts';
import type { OrderView } from '../domain/order/view.ts';
import { openDetails } from './temporal-ui.ts';
import { openEffects } from './effects.ts';
import { openInbox, type Inbox } from './inbox.ts';
import {
  decidedByTransaction,
  orderStarting,
  updates,
  viewQueryName,
  type OrderInput,
  type UpdateAnswer,
  type UpdateArgs,
  type ViewAnswer,
} from './contract.ts';
import { idInRun } from './run.ts';
import { openTimers } from './timers.ts';
import { isBug, takeMessage } from './take-message.ts';

/**
 * Runs until the order is closed: every quantity left or cancelled, every refund final. A cancellation in Temporal UI
 * cancels the order like a channel's notice.
 */
export async function orderWorkflow({ orderId, maxOffers, reopened = false }: OrderInput): Promise<{ status: string }> {
  const inbox = openInbox();
  const state: { view: OrderView | null } = { view: null };
  registerHandlers(inbox, state, reopened);
  CancellationScope.current().cancelRequested.catch(() => {
    inbox.post({
      id: idInRun('temporal-cancel'),
      by: 'operator:temporal-ui',
      name: 'cancel',
      body: { kind: 'NOTICE', lines: null, reason: 'cancelled in Temporal UI' },
    });
  });
  return CancellationScope.nonCancellable(async () => {
    prepare(inbox, 'prepare');
    await run({ orderId, inbox, state, show: openDetails(maxOffers) });
    await condition(allHandlersFinished);
    return { status: state.view?.status ?? 'UNKNOWN' };
  });
}

const prepare = (inbox: Inbox, id: string): void => {
  inbox.post({ id, by: 'baton', name: 'prepare', body: {} });
};

/**
 * Registers one update per external message: the validator refuses by the rules, the handler adds it to the inbox and
 * answers when it is written. A message that opens a closed order again comes before the first view.
 */
function registerHandlers(inbox: Inbox, state: { view: OrderView | null }, reopened: boolean): void {
  for (const name of Object.keys(updates) as (keyof typeof updates)[]) {
    const update = defineUpdate<UpdateAnswer, [UpdateArgs<typeof name>]>(name);
    const message = ({ by, body }: UpdateArgs<typeof name>): MessageOf<typeof name> => ({
      id: currentUpdateInfo()?.id ?? workflowInfo().runId,
      by,
      name,
      body,
    });
    setHandler(
      update,
      async (args) => {
        const handled = await inbox.ask(message(args));
        if (handled.refusal)
          throw ApplicationFailure.nonRetryable(handled.refusal.detail, handled.refusal.code, decidedByTransaction);
        const { answer, at, view } = handled;
        return at === undefined ? { answer } : { answer, version: view.version, at };
      },
      {
        description: updates[name],
        validator: (args) => {
          if (!state.view && reopened) return;
          if (!state.view)
            throw ApplicationFailure.nonRetryable('the order is being prepared; try again in a second', orderStarting);
          const refused = refuse(state.view, { name, body: args.body });
          if (refused) throw ApplicationFailure.nonRetryable(refused.detail, refused.code);
        },
      },
    );
  }
  setHandler(defineQuery<ViewAnswer>(viewQueryName), () => state.view, {
    description: 'What the workflow knows of its order',
  });
}

async function run({
  orderId,
  inbox,
  state,
  show,
}: {
  orderId: string;
  inbox: Inbox;
  state: { view: OrderView | null };
  show: (view: OrderView) => void;
}): Promise<void> {
  const followTimers = openTimers(inbox.post);
  const see = (view: OrderView): void => {
    if (state.view && view.version < state.view.version) return;
    state.view = view;
    show(view);
    followTimers(view.waits);
    effects.follow(view);
  };
  let broken = 0;
  const park = (error: unknown): void => {
    broken += 1;
    inbox.post({
      id: idInRun(`quarantine-${broken}`),
      by: 'baton',
      name: 'quarantine',
      body: { detail: failureText(error) },
    });
  };
  const effects = openEffects(orderId, {
    seen: see,
    broke: (_, error) => {
      park(error);
    },
  });
  const tryAgain = (view: OrderView): void => {
    // an operator has resolved it: the broken step is tried again
    effects.retryBroken();
    effects.follow(view);
    if (!view.audited) prepare(inbox, `prepare-${view.version}`);
  };
  while (!state.view?.over || !inbox.isEmpty() || !effects.isIdle()) {
    await condition(() => !inbox.isEmpty() || (state.view?.over === true && effects.isIdle()));
    if (inbox.isEmpty()) continue;
    const { message, resolve, reject } = await inbox.next();
    try {
      const taken: Handled = await takeMessage(orderId, message);
      see(taken.view);
      if (message.name === 'resolve') tryAgain(taken.view);
      resolve(taken);
    } catch (error) {
      if (!isBug(error)) throw error;
      reject(ApplicationFailure.nonRetryable(failureText(error), 'BUG'));
      if (message.name !== 'quarantine') park(error);
    }
  }
}

function failureText(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message.slice(0, 300) : 'unknown';
}
