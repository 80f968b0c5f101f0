// The minimal answer of a workflow: an update that does nothing.
import { condition, defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';

/** Answers `noOp` until it is told to end. */
export async function noOpWorkflow(): Promise<void> {
  let ended = false;
  setHandler(defineUpdate<null>('noOp'), () => null);
  setHandler(defineSignal('end'), () => {
    ended = true;
  });
  await condition(() => ended);
}
