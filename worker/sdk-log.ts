// Warnings of Temporal's SDK in our log: activity, order, attempt and kind of error, but no error messages, which may
// quote personal data.
import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/** Writes the SDK's warnings and errors as lines of `logger`. */
export const sdkLogger = (logger: Logger): DefaultLogger =>
  new DefaultLogger('WARN', (entry) => {
    logger[entry.level === 'ERROR' ? 'error' : 'warn'](loggableFields(entry), entry.message);
  });

const loggedMeta = ['activityType', 'workflowId', 'attempt', 'taskQueue'] as const;

/** The fields of an entry that may be logged. */
export function loggableFields({ meta = {} }: Pick<LogEntry, 'meta'>): Record<string, unknown> {
  const error: unknown = meta['error'];
  const about = Object.fromEntries(
    loggedMeta.flatMap((key) => (meta[key] === undefined ? [] : [[key, meta[key] as unknown]])),
  );
  if (!(error instanceof Error)) return about;
  const { code, type } = error as { code?: unknown; type?: unknown };
  return {
    ...about,
    error: error.name,
    ...(typeof type === 'string' ? { type } : {}),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
  };
}
