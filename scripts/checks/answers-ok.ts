// node scripts/checks/answers-ok.ts <url>: exit code 0 when the URL answers 2xx within 4 s; for containers without
// curl.
try {
  const response = await fetch(process.argv[2] ?? '', { signal: AbortSignal.timeout(4_000) });
  process.exit(response.ok ? 0 : 1);
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}
