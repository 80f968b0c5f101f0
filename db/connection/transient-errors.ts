// Transient errors of the database, by PostgreSQL's SQLSTATE classes. 08P01, a malformed message, is a bug of ours and
// not transient.
const transientClasses = new Set(['08', '40', '53', '55', '57', '58']);
const transientSystemCodes = new Set(['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EPIPE', 'ENOTFOUND', 'EHOSTUNREACH']);
const transientText =
  /connection terminated|timeout|server closed the connection|not queryable|too many clients|connection ended/i;

/** Says whether the database was away, busy or interrupted: the same call may succeed later. */
export function isTransient(error: unknown): boolean {
  for (let e = error as { code?: unknown; message?: string; cause?: unknown } | undefined; e; e = e.cause as typeof e) {
    const { code } = e;
    const known =
      typeof code === 'string' &&
      (transientSystemCodes.has(code) ||
        (code.length === 5 && code !== '08P01' && transientClasses.has(code.slice(0, 2))));
    if (known || transientText.test(e.message ?? '')) return true;
  }
  return false;
}
