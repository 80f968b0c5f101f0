// What is worked out of calendars and published hours, once an hour: time zones are slow arithmetic, and most locations share few schedules.
const hour = 3_600_000;

/** Remembers what was made of a key from a full hour on; forgets everything when more than so many are kept. */
export function hourly<Made extends object>(most: number): (key: string, now: number, make: (fromAt: number) => Made) => Made {
  const kept = new Map<string, Made>();
  return (key, now, make) => {
    const fromAt = Math.floor(now / hour) * hour;
    const known = kept.get(`${fromAt}|${key}`);
    if (known) return known;
    if (kept.size > most) kept.clear();
    const made = make(fromAt);
    kept.set(`${fromAt}|${key}`, made);
    return made;
  };
}
