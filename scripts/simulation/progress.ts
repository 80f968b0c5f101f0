// The progress of a run: a bar on a terminal, a line from time to time elsewhere.
import type { WriteStream } from 'node:tty';

export interface Progress {
  watch: (from: string | null, to: string) => void;
  ended: () => void;
  stop: () => void;
}

const barWidth = 30;
const redrawMs = 200;
const lineMs = 10_000;

/** Opens the progress for this number of orders. */
export function openProgress(total: number, out: WriteStream): Progress {
  const inStatus = new Map<string, number>();
  let done = 0;
  const add = (status: string, delta: number): void => {
    inStatus.set(status, (inStatus.get(status) ?? 0) + delta);
  };
  const text = (): string => {
    const filled = Math.round((barWidth * done) / Math.max(1, total));
    const statuses = [...inStatus]
      .filter(([, count]) => count > 0)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([status, count]) => `${count} ${status.toLowerCase().replaceAll('_', ' ')}`);
    return `[${'#'.repeat(filled)}${'-'.repeat(barWidth - filled)}] ${done} of ${total}  ${statuses.join(', ')}`;
  };
  const draw = (): void => {
    out.write(out.isTTY ? `\r\u001b[K${text().slice(0, out.columns - 1)}` : `${text()}\n`);
  };
  const timer = setInterval(draw, out.isTTY ? redrawMs : lineMs);
  return {
    watch: (from, to) => {
      if (from !== null) add(from, -1);
      add(to, 1);
    },
    ended: () => {
      done += 1;
    },
    stop: () => {
      clearInterval(timer);
      draw();
      if (out.isTTY) out.write('\n');
    },
  };
}
