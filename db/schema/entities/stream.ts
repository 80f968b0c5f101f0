// Streams that worker/outbox.ts sends in order: the columns by which their state is kept.
import { p } from '@mikro-orm/core';
import { instant } from './instant.ts';

/** The columns of a stream, beside its key; a stream table has them all. */
export const streamColumns = () => ({
  lastSeq: p.integer(),
  sentSeq: p.integer(),
  nextAt: instant(),
  leasedUntil: instant().strictNullable(),
  attempts: p.integer().default(0),
  lastError: p.text().strictNullable(),
  parkedAt: instant().strictNullable().comment('given up until an operator redelivers'),
});
