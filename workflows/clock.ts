// The one use of the clock in workflow code: how long until an instant.

/** Milliseconds until then, at least one: a timer of zero would never start. */
export const msUntil = (at: number): number => Math.max(1, at - Date.now());
