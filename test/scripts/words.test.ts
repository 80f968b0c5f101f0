import { describe, expect, test } from '@jest/globals';
import { bannedWords, glossaryOffences, namesOf, wordOffences } from '../../scripts/checks/word-offences.ts';

describe('banned words', () => {
  test.each(Object.keys(bannedWords))('%s is found in each kind of file, with its line and its replacement', (word) => {
    const found = (line: number): unknown => [expect.stringMatching(new RegExp(`:${line} says "${word}": \\w`))];
    expect(wordOffences('a.ts', `const a = 1;\n// for ${word}\n`)).toEqual(found(2));
    expect(wordOffences('a.ts', `/**\n * for ${word}, too\n */\n`)).toEqual(found(2));
    expect(wordOffences('a.sql', `select 1; -- for ${word}\n`)).toEqual(found(1));
    expect(wordOffences('docs/a.md', `# A\n\nFor ${word}.\n`)).toEqual(found(3));
  });

  test('capitals at the start of a sentence are found, two words in a comment are two offences', () => {
    expect(wordOffences('a.ts', '// Nobody and somebody\n').map((offence) => offence.split(' says ')[0])).toEqual([
      'a.ts:1',
      'a.ts:1',
    ]);
  });

  test.each([
    ['a string', "const a = 'nobody'; const b = \"it's // nobody\";"],
    ['a template', 'const a = `nobody // ${b({ c: `nobody /* ${d} */` })} nobody`;'],
    ['a regular expression', "const a = text.match(/['\"`/*] nobody/); const b = 'nobody';"],
    ['a code', '// the method NOBODY'],
    ['another word', '// nobodys whoevers'],
  ])('%s is no prose', (_, text) => {
    expect(wordOffences('a.ts', text)).toEqual([]);
  });

  test.each([
    ['a string with a slash', "const a = 'http://x';"],
    ['a template', 'const a = `x ${b({ c: `y ${d} z` })} x`;'],
    ['a regular expression', 'const a = b ? /[/`\'"]/.test(c) : d / e / f;'],
    ['a division', 'const a = (b) / c;'],
  ])('a comment behind %s is found', (_, code) => {
    expect(wordOffences('a.ts', `${code} // nobody`)).toHaveLength(1);
  });

  test('a string in SQL is no prose, a comment behind it or in the body of a function is', () => {
    expect(wordOffences('a.sql', "select 'it''s -- nobody'; -- nobody")).toHaveLength(1);
    expect(wordOffences('a.sql', "create function a() as $$\n  -- nobody's\n  select 1\n$$;")).toHaveLength(1);
  });
});

describe('the glossary', () => {
  const row = (word: string): string => `| ${word} | A meaning. | | somewhere |\n`;
  const glossary = (...words: string[]): string =>
    `# Glossary\n\n${row('Word')}|---|---|---|---|\n${words.map(row).join('')}`;

  test('names are the exported types of a file, and its entities', () => {
    const file =
      'export type A = 1;\nexport interface B<T> {}\nexport abstract class C {}\nexport enum D {}\n' +
      'export const E = defineEntity({});\nexport const other = 1;\ntype Own = 1;\nexport function f(): void {}\n';
    expect(namesOf(file)).toEqual(['A', 'B', 'C', 'D', 'E']);
  });

  test('one row may list several names, and rows may be words without a name', () => {
    expect(
      glossaryOffences(glossary('`Alert`', 'hand-over', '`Offer`, `OfferStatus`'), ['Alert', 'Offer', 'OfferStatus']),
    ).toEqual([]);
  });

  test.each([
    ['a name that it lacks', glossary('`Alert`'), ['lacks Offer']],
    ['a name that no longer exists', glossary('`Alert`, `Gone`', '`Offer`'), ['lists Gone, which does not exist']],
    ['a name in two rows', glossary('`Alert`', '`Alert`, `Offer`'), ['lists Alert twice']],
    ['a row out of order', glossary('`Offer`', '`Alert`'), ['has "alert" after "offer"']],
    ['a name that is only in a meaning', `${glossary('`Alert`')}| word | An \`Offer\`. | | |\n`, ['lacks Offer']],
  ])('%s is an offence', (_, text, offences) => {
    expect(glossaryOffences(text, ['Alert', 'Offer'])).toEqual(offences);
  });
});
