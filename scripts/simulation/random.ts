// Repeatable random numbers: every decision has a name, and the seed with the name always gives the same draw.

export interface Dice {
  /** At least 0, below 1. */
  next: () => number;
  /** A whole number from 0 up to, not including, the limit. */
  below: (limit: number) => number;
  chance: (probability: number) => boolean;
  pick: <T>(from: readonly T[]) => T;
  /** One of the names, by their weights. */
  weighted: <K extends string>(weights: Record<K, number>) => K;
}

/** The dice of one decision. */
export function diceFor(seed: number, decision: string): Dice {
  const next = mulberry32(scatter(`${seed}/${decision}`));
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    next,
    below,
    chance: (probability) => next() < probability,
    pick: (from) => {
      if (from.length === 0) throw new Error(`nothing to pick from: ${decision}`);
      return from[below(from.length)] as (typeof from)[number];
    },
    weighted: (weights) => draw(weights, next()),
  };
}

function draw<K extends string>(weights: Record<K, number>, at: number): K {
  const entries = Object.entries(weights) as [K, number][];
  let left = at * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [name, weight] of entries) {
    left -= weight;
    if (left < 0) return name;
  }
  return (entries.at(-1) as [K, number])[0];
}

/** A small generator of good quality with 32 bits of state. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** FNV-1a, 32 bits. */
function scatter(text: string): number {
  let hash = 0x811c9dc5;
  for (const letter of text) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}
