// The parameters of a criterion as plain data: the types here, the API's checks and its documentation follow from them.

export type Parameter =
  | { kind: 'number'; min: number; max: number; optional?: true }
  | { kind: 'integer'; min: number; max: number; optional?: true }
  | { kind: 'instant'; optional?: true } // ISO 8601 with its zone
  | { kind: 'flag'; optional?: true }
  | { kind: 'text'; optional?: true }
  | { kind: 'choice'; of: readonly string[]; optional?: true }
  | { kind: 'list'; of: Parameter; optional?: true } // never empty
  | { kind: 'map'; of: Parameter; optional?: true } // keyed by name
  | { kind: 'object'; of: Parameters; optional?: true };
export interface Parameters {
  readonly [name: string]: Parameter;
}

/** The type of a parameter's value. */
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
