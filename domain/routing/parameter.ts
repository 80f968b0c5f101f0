// How a criterion says which parameters it takes: plain data, from which the types here, the API's checks and its
// documents are made.

export type Parameter =
  | { kind: 'number'; min: number; max: number; optional?: true }
  | { kind: 'integer'; min: number; max: number; optional?: true }
  | { kind: 'instant'; optional?: true } // ISO 8601 with its zone
  | { kind: 'flag'; optional?: true }
  | { kind: 'text'; optional?: true }
  | { kind: 'choice'; of: readonly string[]; optional?: true }
  | { kind: 'list'; of: Parameter; optional?: true } // never empty
  | { kind: 'map'; of: Parameter; optional?: true } // by a name
  | { kind: 'object'; of: Parameters; optional?: true };
export interface Parameters {
  readonly [name: string]: Parameter;
}

/** The value a parameter is read as. */
type ValueOf<P> = P extends { kind: 'number' | 'integer' }
  ? number
  : P extends { kind: 'flag' }
    ? boolean
    : P extends { kind: 'text' | 'instant' }
      ? string
      : P extends { kind: 'choice'; of: readonly (infer C)[] }
        ? C
        : P extends { kind: 'list'; of: infer Q }
          ? ValueOf<Q>[]
          : P extends { kind: 'map'; of: infer Q }
            ? Record<string, ValueOf<Q>>
            : P extends { kind: 'object'; of: infer O }
              ? Values<O>
              : never;
type Optional<P> = { [K in keyof P]: P[K] extends { optional: true } ? K : never }[keyof P];
export type Values<P> = { [K in Exclude<keyof P, Optional<P>>]: ValueOf<P[K]> } & {
  [K in Optional<P>]?: ValueOf<P[K]>;
};
