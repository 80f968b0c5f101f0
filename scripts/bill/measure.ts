// One kind: its patch is green whole, and red with each place left out.
import { placeName, billOf, overCeiling, type Bill } from './place.ts';
import type { Copy } from './copy.ts';
import type { Judge, Verdict } from './judge.ts';
import type { Kind } from './kind.ts';

/** What was left out, and who told; null: all was green. */
export interface Omission {
  place: string;
  told: Verdict | null;
}

export interface Measured {
  kind: Kind;
  bill: Bill;
  omissions: Omission[];
  /** Sentences; none when the kind keeps what the document promises. */
  offences: string[];
}

export interface Tools {
  copy: Copy;
  judge: Judge;
  say: (line: string) => void;
}

/** Measures a kind; `brief`: only the whole patch and the counts. */
export async function measure(kind: Kind, tools: Tools, brief: boolean): Promise<Measured> {
  const { copy, judge, say } = tools;
  const bill = billOf(kind.places);
  const offences = overCeiling(bill, kind.ceiling).map((one) => `${kind.title}: ${one}`);
  copy.restore(kind.generator?.files ?? []);
  copy.patch(kind.places);
  const whole = await judge(copy.folder, kind, true);
  say(`${kind.title}: the whole patch is ${whole ? `red: ${whole.said}` : 'green'}`);
  if (whole) offences.push(`${kind.title}: the whole patch is red: ${whole.said}`);
  const omissions = brief || whole ? [] : await leaveOut(kind, tools);
  for (const { place, told } of omissions)
    if (!told) offences.push(`${kind.title}: nothing tells that ${place} is missing; add a check`);
  copy.patch([]);
  copy.restore(kind.generator?.files ?? []);
  return { kind, bill, omissions, offences };
}

/** The generated files are left out first, then each place; a single place has nothing beside it to forget. */
async function leaveOut(kind: Kind, { copy, judge, say }: Tools): Promise<Omission[]> {
  const omissions: Omission[] = [];
  const note = (place: string, told: Verdict | null): void => {
    omissions.push({ place, told });
    say(`  without ${place}: ${told ? `the ${told.by} tells: ${told.said}` : 'NOTHING TELLS'}`);
  };
  const generated = kind.generator?.files ?? [];
  if (kind.generator) {
    copy.restore(generated);
    note(`npm run ${kind.generator.command}`, await judge(copy.folder, kind, false));
  }
  if (kind.places.length === 1) return omissions;
  for (const place of kind.places) {
    copy.restore(generated);
    copy.patch(kind.places.filter((one) => one !== place));
    note(placeName(place), await judge(copy.folder, kind, true));
  }
  return omissions;
}
