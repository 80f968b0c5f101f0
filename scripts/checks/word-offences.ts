import { sqlComments, typeScriptComments, type Comment } from './comments.ts';

const role = 'name the role: caller, operator, location, process, transaction';

/** Words that comments and documents do not use, each with its replacement. */
export const bannedWords: Record<string, string> = {
  whoever: role,
  whomever: role,
  nobody: role,
  somebody: role,
  anybody: role,
  hitherto: 'say "until now"',
  alike: 'say "the same" or "equally"',
};

/** Codes in capitals, for example NOBODY, are no prose. */
const banned = new RegExp(
  String.raw`\b(?:${Object.keys(bannedWords)
    .map((word) => `[${word.charAt(0)}${word.charAt(0).toUpperCase()}]${word.slice(1)}`)
    .join('|')})\b`,
  'g',
);

const proseOf = (file: string, text: string): Comment[] => {
  if (file.endsWith('.ts')) return typeScriptComments(text);
  if (file.endsWith('.sql')) return sqlComments(text);
  return [{ at: 0, text }];
};

/** Returns the banned words in the comments of a TypeScript or SQL file, or in a whole document. */
export function wordOffences(file: string, text: string): string[] {
  return proseOf(file, text).flatMap((prose) =>
    [...prose.text.matchAll(banned)].map(({ index, 0: word }) => {
      const line = text.slice(0, prose.at + index).split('\n').length;
      return `${file}:${line} says "${word}": ${bannedWords[word.toLowerCase()] ?? ''}`;
    }),
  );
}

/** Returns the names of the exported types of a file, or of its entities. */
export const namesOf = (text: string): string[] =>
  [
    /^export (?:declare )?(?:abstract )?(?:type|interface|class|enum) (\w+)/gm,
    /^export const (\w+) = defineEntity\(/gm,
  ].flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));

/** Returns the errors of the glossary: names that it lacks, names that no longer exist, rows out of order. */
export function glossaryOffences(glossary: string, names: readonly string[]): string[] {
  const words = glossary
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .slice(1)
    .map((line) => line.split('|')[1] ?? '');
  const listed = words.flatMap((word) => [...word.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''));
  const keys = words.map((word) => word.replaceAll('`', '').trim().toLowerCase());
  return [
    ...new Set(names.filter((name) => !listed.includes(name)).map((name) => `lacks ${name}`)),
    ...listed.filter((name) => !names.includes(name)).map((name) => `lists ${name}, which does not exist`),
    ...listed.filter((name, i) => listed.indexOf(name) < i).map((name) => `lists ${name} twice`),
    ...keys.flatMap((key, i) => (i > 0 && key < (keys[i - 1] ?? '') ? [`has "${key}" after "${keys[i - 1]}"`] : [])),
  ];
}
