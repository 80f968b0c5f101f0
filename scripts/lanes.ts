/**
 * Runs a function for every item in the given order, with a limit of parallel calls; the results are in the same order.
 */
export async function inLanes<T, R>(
  items: readonly T[],
  lanes: number,
  run: (item: T, at: number) => Promise<R>,
): Promise<R[]> {
  const answers: R[] = [];
  const rest = items.entries();
  const lane = async (): Promise<void> => {
    for (const [at, item] of rest) answers[at] = await run(item, at);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return answers;
}
