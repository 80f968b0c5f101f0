/** Returns the record's own value of a key; a key such as `constructor`, which every object inherits, has none. */
export const ownValue = <T>(record: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(record, key) ? record[key] : undefined;
