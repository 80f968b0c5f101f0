/** The conditions that have a value: the ORM would take `undefined` for one. */
export const asked = <Conditions extends object>(conditions: Conditions) =>
  Object.fromEntries(Object.entries(conditions).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Conditions]?: Exclude<Conditions[Name], undefined>; // entries lose the types of their names
  };
