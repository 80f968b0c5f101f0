import { expect, test } from '@jest/globals';
import { problemHandler } from '../../api/http/problems.ts';

/** The caller's answer when this error is thrown. */
function answerTo(error: unknown): { status: number; code: string; retryAfter: string | undefined } {
  const seen = { status: 0, headers: {} as Record<string, string>, body: '' };
  const res = {
    headersSent: false,
    set: (name: string, value: string) => {
      seen.headers[name] = value;
    },
    status: (status: number) => {
      seen.status = status;
      return res;
    },
    type: () => res,
    send: (body: string) => {
      seen.body = body;
    },
  };
  problemHandler(
    error,
    { path: '/v1/offers/x/accept', log: { error: () => undefined } } as never,
    res as never,
    () => undefined,
  );
  return {
    status: seen.status,
    code: (JSON.parse(seen.body) as { code: string }).code,
    retryAfter: seen.headers['Retry-After'],
  };
}
const fromTemporal = (code: number): Error =>
  new Error('Failed to update', { cause: Object.assign(new Error('grpc'), { code, details: '', metadata: {} }) });

test.each([1, 2, 4, 8, 9, 10, 13, 14])(
  'Temporal away in the middle of a call (gRPC %d): the same may be sent again',
  (code) => {
    expect(answerTo(fromTemporal(code))).toEqual({ status: 503, code: 'UNAVAILABLE', retryAfter: '1' });
  },
);

test('what we asked wrongly is our mistake and is not sent again', () => {
  for (const error of [
    fromTemporal(3),
    fromTemporal(12),
    new Error('x'),
    Object.assign(new Error('no gRPC'), { code: 13 }),
  ])
    expect(answerTo(error)).toMatchObject({ status: 500, code: 'INTERNAL' });
});
