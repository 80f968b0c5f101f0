import { describe, expect, test } from '@jest/globals';
import { judgeAudit } from '../../scripts/checks/audit-verdict.ts';

const report = (severity: string): string =>
  JSON.stringify({
    auditReportVersion: 2,
    vulnerabilities: { leftpad: { severity } },
    metadata: { dependencies: { prod: 12 } },
  });

describe('the audit', () => {
  test.each(['high', 'critical'])('fails on a %s finding', (severity) => {
    expect(judgeAudit(report(severity))).toEqual({ passed: false, sentence: `npm audit: leftpad (${severity})` });
  });

  test('passes what is less than high', () => {
    expect(judgeAudit(report('moderate')).passed).toBe(true);
  });

  test.each([
    { what: 'refuses audits', printed: { message: '405 Method Not Allowed', statusCode: 405 } },
    { what: 'is not found', printed: { message: 'request failed, reason: getaddrinfo ENOTFOUND registry' } },
  ])('passes with a word when the registry $what', ({ printed }) => {
    expect(judgeAudit(JSON.stringify(printed))).toMatchObject({
      passed: true,
      sentence: expect.stringContaining('not done'),
    });
  });

  test.each(['', 'npm error', '{"message":"lock file missing"}'])(
    'fails on output it does not understand: %j',
    (output) => {
      expect(judgeAudit(output).passed).toBe(false);
    },
  );
});
