// A part that comes back at once when it dies, unless it is held down; how often it died is counted.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Part, RunningPart } from '../supervisor/kept-part.ts';

/** Starts a part and keeps it; throws when it cannot be started the first time. */
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
  /** How often it ended without being asked to. */
  deaths(): number {
    return this.#deaths;
  }

  /** While this runs, the part stays dead when it dies. */
  async heldDown(during: () => Promise<void>): Promise<void> {
    this.#held += 1;
    await during().finally(() => {
      this.#held -= 1;
    });
  }

  /** Asks it to end, waits for it, and waits until it runs again. */
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
