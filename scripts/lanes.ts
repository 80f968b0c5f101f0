/** Does it for every item, at most so many at a time, in the order given; the answers come in the same order. */
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
