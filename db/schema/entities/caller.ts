// The scope of a caller as a filter of the ORM: it holds for every query of the entity, and the ORM throws where
// db/read/scope.ts has not set the caller on the fork.

/** A role, and the channel, location or carrier that it speaks for. */
export interface Caller {
  role: string;
  scope: string;
}

/** Matches no row. */
const nothing = { $or: [] };

/** The filter of an entity: an operator sees all rows, a role those of its condition, every other role none. */
export const callerFilter = (own: Record<string, (scope: string) => object>) => ({
  caller: {
    name: 'caller',
    default: true,
    cond: ({ role, scope }: Caller): object => (role === 'operator' ? {} : (own[role]?.(scope) ?? nothing)),
  },
});
