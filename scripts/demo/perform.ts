// One scenario from its order to its end.
import type { OrderSeen } from './order-seen.ts';
import { until, type Play } from './play.ts';
import { differences, type Scenario } from './scenario.ts';
import { nameIn, orderBody } from './stage.ts';
import type { System } from './system.ts';

/** `problems` is empty when the order has ended as expected. */
export interface Ending {
  scenario: Scenario;
  orderId: string | null;
  problems: string[];
}

/** An observer of a scenario. */
export interface Watcher {
  placed: (order: OrderSeen) => void;
  saw: Play['saw'];
  ended: (problems: string[]) => void;
}

/** Places the scenario's order, plays it, and compares its end; never throws. */
export async function perform(
  system: System,
  { scenario, runId }: { scenario: Scenario; runId: string },
  watcher: Watcher,
): Promise<Ending> {
  const ending: Ending = { scenario, orderId: null, problems: [] };
  try {
    const number = nameIn(runId, scenario);
    const { id } = (await system.call('channel', 'POST /v1/orders', orderBody(scenario, number))) as { id: string };
    ending.orderId = id;
    const play: Play = { system, orderId: id, number, saw: watcher.saw };
    watcher.placed(await until(play, 'the order', () => true));
    await scenario.act(play);
    ending.problems = differences(
      scenario.expected,
      await until(play, 'the end of the order', (order) => order.closedAt !== null),
    );
  } catch (error) {
    ending.problems = [error instanceof Error ? error.message : String(error)];
  }
  watcher.ended(ending.problems);
  return ending;
}
