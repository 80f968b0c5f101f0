interface Kept<Value> {
  value: Value;
  until: number;
}

/** The most answers that are kept. */
const most = 5000;

/** Asks once for each key, and again when the answer is older than `keepMs`; a failed ask is not kept. */
export function remembered<Value>(
  ask: (key: string) => Promise<Value>,
  keepMs: number,
): (key: string) => Promise<Value> {
  const kept = new Map<string, Kept<Value>>();
  return async (key) => {
    const now = performance.now();
    const known = kept.get(key);
    if (known && known.until >= now) return known.value;
    if (kept.size >= most) kept.clear();
    const value = await ask(key);
    kept.set(key, { value, until: now + keepMs });
    return value;
  };
}
