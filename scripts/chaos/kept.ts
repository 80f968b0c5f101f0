// A part that restarts when it dies, unless it is held down; its deaths are counted.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part, RunningPart } from '../supervisor/kept-part.ts';

/** Starts a part and keeps it running; throws when the first start fails. */
export async function keep(part: Part): Promise<Kept> {
  const kept = new Kept(part);
  await kept.begin();
  return kept;
}

export class Kept {
  readonly #part: Part;
  readonly #stopping = new AbortController();
  #running: RunningPart | undefined;
  #keeping: Promise<void> = Promise.resolve();
  #deaths = 0;
  #held = 0;
  #asked = false;
  constructor(part: Part) {
    this.#part = part;
  }

  async begin(): Promise<void> {
    this.#running = await this.#part.start(this.#stopping.signal);
    this.#keeping = this.#keep();
  }

  isUp(): boolean {
    return this.#running !== undefined;
  }
  /** The number of ends that were not requested. */
  deaths(): number {
    return this.#deaths;
  }

  /** While this runs, a dead part stays dead. */
  async heldDown(during: () => Promise<void>): Promise<void> {
    this.#held += 1;
    await during().finally(() => {
      this.#held -= 1;
    });
  }

  /** Stops it, waits for its end, and waits until it runs again. */
  async restart(): Promise<void> {
    const before = this.#running;
    this.#asked = true;
    await before?.stop();
    while (this.#running === undefined || this.#running === before) await sleep(50);
    this.#asked = false;
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#running?.stop();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    for (;;) {
      await this.#running?.exited;
      this.#running = undefined;
      if (this.#stopping.signal.aborted) return;
      if (!this.#asked) this.#deaths += 1;
      await this.#bringUp();
    }
  }

  async #bringUp(): Promise<void> {
    while (!this.#stopping.signal.aborted && this.#running === undefined) {
      await sleep(50);
      if (this.#held === 0) this.#running = await this.#part.start(this.#stopping.signal).catch(() => undefined);
    }
  }
}
