import { z } from 'zod';

const Report = z.object({
  vulnerabilities: z.record(z.string(), z.object({ severity: z.string() })),
  metadata: z.object({ dependencies: z.object({ prod: z.number() }) }),
});

/**
 * npm's output when its request failed: with the status of the answer, or with the network's error code in the message.
 */
const Unreachable = z.union([
  z.object({ statusCode: z.number(), message: z.string() }),
  z.object({
    message: z
      .string()
      .regex(/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|network|timeout/i),
  }),
]);

export interface AuditVerdict {
  passed: boolean;
  sentence: string;
}

/** Judges the output of `npm audit --json`: findings fail, an unreachable registry does not, any other output does. */
export function judgeAudit(output: string): AuditVerdict {
  const json = parsed(output);
  const report = Report.safeParse(json);
  if (report.success) {
    const serious = Object.entries(report.data.vulnerabilities).filter(
      ([, { severity }]) => severity === 'high' || severity === 'critical',
    );
    return serious.length === 0
      ? {
          passed: true,
          sentence:
            'npm audit: nothing high or critical in ' + `${report.data.metadata.dependencies.prod} production packages`,
        }
      : {
          passed: false,
          sentence: `npm audit: ${serious.map(([name, { severity }]) => `${name} (${severity})`).join(', ')}`,
        };
  }
  const unreachable = Unreachable.safeParse(json);
  if (unreachable.success)
    return { passed: true, sentence: 'npm audit: not done, the registry does not answer audits here' };
  return { passed: false, sentence: `npm audit printed what is not understood: ${output.slice(0, 400)}` };
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return undefined;
  }
}
