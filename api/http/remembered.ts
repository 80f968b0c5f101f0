interface Kept<Value> {
  answer: Promise<Value>;
  until: number;
}

/** The most answers that are kept. */
const most = 5000;

/**
 * Asks once for each key, also for many callers at the same time, and again when the answer is older than `keepMs`; a
 * failed ask is not kept.
 */
export function remembered<Value>(
  ask: (key: string) => Promise<Value>,
  keepMs: number,
): (key: string) => Promise<Value> {
  const kept = new Map<string, Kept<Value>>();
  return (key) => {
    const now = performance.now();
    const known = kept.get(key);
    if (known && known.until >= now) return known.answer;
    if (kept.size >= most) kept.clear();
    const answer = ask(key);
    kept.set(key, { answer, until: now + keepMs });
    answer.catch(() => {
      if (kept.get(key)?.answer === answer) kept.delete(key);
    });
    return answer;
  };
}
