import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

export interface SlowCommand {
  announcement: string;
  file: string;
  args: string[];
  env?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** Runs a command that takes minutes; reports on stderr that it runs, and every 15 s that it still does. */
export async function runSlowCommand({ announcement, file, args, env = {}, signal }: SlowCommand): Promise<void> {
  const begun = performance.now();
  const elapsed = (): string => `${Math.round((performance.now() - begun) / 1_000)} s`;
  const tell = (line: string): void => {
    process.stderr.write(`${line}\n`);
  };
  tell(`${announcement} …`);
  const ticking = setInterval(() => tell(`  … ${elapsed()}`), 15_000);
  try {
    await promisify(execFile)(file, args, {
      env: { ...process.env, ...env },
      maxBuffer: 1 << 26,
      ...(signal && { signal }),
    });
    tell(`  done in ${elapsed()}`);
  } finally {
    clearInterval(ticking);
  }
}
