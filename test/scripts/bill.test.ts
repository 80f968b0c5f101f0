// The newcomer's bill: how patches are applied and counted, and that a place which nothing misses is an offence.
import { describe, expect, test } from '@jest/globals';
import { original, type Copy } from '../../scripts/bill/copy.ts';
import type { Verdict } from '../../scripts/bill/judge.ts';
import { docs, type Kind } from '../../scripts/bill/kind.ts';
import { kinds } from '../../scripts/bill/kinds.ts';
import { measure } from '../../scripts/bill/measure.ts';
import { billOf, overCeiling, withPlaces, type Place } from '../../scripts/bill/place.ts';
import { billTable } from '../../scripts/bill/table.ts';

const files: Record<string, string> = { 'a.ts': 'one\ntwo\ntwo\nthree\n', 'list.ts': 'all = [a];\n' };
const read = (file: string): string | null => files[file] ?? null;
const newFile: Place = { role: 'file', file: 'new.ts', text: '// says\n\nnew\n' };
const entry: Place = { role: 'registration', file: 'list.ts', after: '[a', text: ', b' };
const line: Place = { role: 'line', file: 'a.ts', after: 'one\n', text: 'one and a half\n' };

describe('a patch', () => {
  test('is files and texts behind anchors; several places of a file add up', () => {
    const last: Place = { ...line, after: 'three\n', text: '$& four\n' };
    expect(Object.fromEntries(withPlaces([newFile, entry, line, last], read))).toEqual({
      'new.ts': newFile.text,
      'list.ts': 'all = [a, b];\n',
      'a.ts': 'one\none and a half\ntwo\ntwo\nthree\n$& four\n',
    });
  });

  test.each<[string, Place, RegExp]>([
    ['an anchor that is gone', { ...line, after: 'gone' }, /^a\.ts has the anchor "gone" 0 times, not once/],
    ['an anchor that stands twice', { ...line, after: 'two\n' }, /^a\.ts has the anchor "two\\n" 2 times, not once/],
    ['a file that is gone', { ...line, file: 'gone.ts' }, /^gone\.ts, which the patch changes, does not exist/],
    ['a new file that is there', { ...newFile, file: 'a.ts' }, /^a\.ts is a new file of the patch, but exists/],
  ])('%s is an error that names it', (_, place, sentence) => {
    expect(() => withPlaces([place], read)).toThrow(sentence);
  });

  test('of each kind fits the code as it is', () => {
    for (const { places } of kinds) expect(() => withPlaces(places, original)).not.toThrow();
  });
});

describe('the bill', () => {
  test('counts places by role and lines with text, an insertion within a line as that line', () => {
    expect(billOf([newFile, entry, line, line])).toEqual({
      places: { file: 1, registration: 1, line: 2 },
      newFileLines: 2,
      otherLines: 3,
    });
  });

  test('more places than the ceiling, or of a role without one, are said', () => {
    expect(overCeiling(billOf([newFile, line, line]), { file: 1, line: 2 })).toEqual([]);
    expect(overCeiling(billOf([newFile, line, line]), { line: 1 })).toEqual([
      'file: 1 places, the ceiling is 0',
      'line: 2 places, the ceiling is 1',
    ]);
  });

  test('of each kind is within its ceiling', () => {
    for (const { places, ceiling } of kinds) expect(overCeiling(billOf(places), ceiling)).toEqual([]);
  });
});

describe('leaving out', () => {
  const kind: Kind = {
    name: 'thing',
    title: 'thing',
    places: [newFile, entry],
    generator: docs,
    tests: ['test/thing.test.ts'],
    ceiling: { file: 1, registration: 1 },
    reason: 'it is so',
  };
  const missed = (said: string): Verdict => ({ by: 'compiler', said });

  /** Measures the kind where a check of `tree` and of the generated files says what is missing. */
  async function measured(check: (tree: readonly Place[], generated: boolean) => Verdict | null, of = kind) {
    let [tree, generated]: [readonly Place[], boolean] = [[], false];
    const copy: Copy = {
      folder: '',
      patch: (places) => {
        tree = places;
      },
      restore: () => {
        generated = false;
      },
      remove: () => undefined,
    };
    const judge = (_: string, __: Kind, generate: boolean): Promise<Verdict | null> => {
      generated ||= generate;
      return Promise.resolve(check(tree, generated));
    };
    return measure(of, { copy, judge, say: () => undefined }, false);
  }

  test('each place and the generated files are left out once, and who tells is kept', async () => {
    const { offences, omissions } = await measured((tree, generated) =>
      tree.length < 2 ? missed('no b') : generated ? null : { by: 'test', said: 'old page' },
    );
    expect(offences).toEqual([]);
    expect(omissions).toEqual([
      { place: 'npm run docs', told: { by: 'test', said: 'old page' } },
      { place: 'file in new.ts', told: missed('no b') },
      { place: 'registration in list.ts', told: missed('no b') },
    ]);
  });

  test('a place that nothing misses is an offence that names it', async () => {
    const { offences } = await measured((tree, generated) =>
      tree.includes(newFile) && generated ? null : missed('no file'),
    );
    expect(offences).toEqual(['thing: nothing tells that registration in list.ts is missing; add a check']);
  });

  test('a patch that is red as a whole is an offence, and nothing is left out of it', async () => {
    const { offences, omissions } = await measured(() => missed('wrong'));
    expect([offences, omissions]).toEqual([['thing: the whole patch is red: wrong'], []]);
  });

  test('a kind above its ceiling is an offence', async () => {
    const { offences } = await measured((tree) => (tree.length < 2 ? missed('no b') : null), {
      ...kind,
      generator: null,
      ceiling: { file: 1 },
    });
    expect(offences).toEqual(['thing: registration: 1 places, the ceiling is 0']);
  });

  test('the table has a row a kind: places, lines, and how often each tells', async () => {
    const one = await measured((tree, generated) =>
      tree.length < 2 ? missed('no b') : generated ? null : { by: 'test', said: 'old page' },
    );
    expect(billTable([one]).split('\n').at(-1)).toBe(
      '| thing | 1 file, 1 registration | 2, 1 | `npm run docs` | test 1, compiler 2 | it is so |',
    );
  });
});
