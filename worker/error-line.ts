/** The first line of an error's message, for the log: the rest may quote what it was about. */
export const errorLine = (error: unknown): string =>
  (error instanceof Error ? error.message.split('\n')[0] : undefined) ?? 'unknown';
