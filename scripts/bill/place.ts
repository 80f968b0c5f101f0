// A place that a person writes by hand for something new: a file, or a text behind an anchor of an existing file.

/** What the place is; the ceilings of a kind count places by it. `test` is a place in test/. */
export type PlaceRole =
  | 'file'
  | 'registration'
  | 'declaration'
  | 'route'
  | 'rule'
  | 'entity'
  | 'migration'
  | 'line'
  | 'test';

/** `after` is absent for a new file; it stands exactly once in an existing one, and `text` is inserted behind it. */
export interface Place {
  role: PlaceRole;
  file: string;
  after?: string;
  text: string;
}

/** The files of a tree by path; null: there is no such file. */
export type ReadFile = (file: string) => string | null;

/** Returns the text of every file that the places change; throws an error that names an anchor not found once. */
export function withPlaces(places: readonly Place[], read: ReadFile): Map<string, string> {
  const files = new Map<string, string>();
  for (const place of places) files.set(place.file, withPlace(files.get(place.file) ?? read(place.file), place));
  return files;
}

function withPlace(before: string | null, { file, after, text }: Place): string {
  if (after === undefined) {
    if (before !== null) throw new Error(`${file} is a new file of the patch, but exists; give the patch another name`);
    return text;
  }
  if (before === null) throw new Error(`${file}, which the patch changes, does not exist; correct scripts/bill/kinds`);
  const times = before.split(after).length - 1;
  if (times !== 1)
    throw new Error(
      `${file} has the anchor ${JSON.stringify(after)} ${times} times, not once; correct scripts/bill/kinds`,
    );
  return before.replace(after, () => after + text);
}

/** A place as a person names it. */
export const placeName = ({ role, file }: Place): string => `${role} in ${file}`;

/** What a person writes: places by role, lines of new files, and lines in existing ones. */
export interface Bill {
  places: Partial<Record<PlaceRole, number>>;
  newFileLines: number;
  otherLines: number;
}

const linesIn = (text: string): number => text.split('\n').filter((line) => line.trim() !== '').length;

/** Counts the places and the lines with text; an insertion within a line counts as that line. */
export function billOf(places: readonly Place[]): Bill {
  const bill: Bill = { places: {}, newFileLines: 0, otherLines: 0 };
  for (const { role, after, text } of places) {
    bill.places[role] = (bill.places[role] ?? 0) + 1;
    if (after === undefined) bill.newFileLines += linesIn(text);
    else bill.otherLines += linesIn(text);
  }
  return bill;
}

/** Ceilings by role; a role without one must not occur. */
export type Ceiling = Bill['places'];

/** Sentences about roles with more places than their ceiling. */
export const overCeiling = ({ places }: Bill, ceiling: Ceiling): string[] =>
  (Object.entries(places) as [PlaceRole, number][])
    .filter(([role, count]) => count > (ceiling[role] ?? 0))
    .map(([role, count]) => `${role}: ${count} places, the ceiling is ${ceiling[role] ?? 0}`);
