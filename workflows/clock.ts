// The only use of the clock in workflow code: the time until an instant.

/** Milliseconds until an instant, at least one: a timer of zero would never start. */
export const msUntil = (at: number): number => Math.max(1, at - Date.now());
