// The comments of a file, without the strings, templates and regular expressions beside them.

export interface Comment {
  /** Offset of the comment in the file. */
  at: number;
  text: string;
}

const codeToken = new RegExp(
  [
    String.raw`//[^\n]*|/\*[\s\S]*?\*/`,
    String.raw`'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"`,
    // a slash begins a regular expression only where a value can begin
    String.raw`(?<=[(,=:[!&|?{};>]\s*|return\s+)/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+/`,
    '[`{}]',
  ].join('|'),
  'g',
);
const templateToken = /\\[\s\S]|`|\$\{/g;

/** Returns the comments of a TypeScript file. */
export function typeScriptComments(text: string): Comment[] {
  const comments: Comment[] = [];
  /** Open braces and templates, the innermost last; a `${` is a brace inside a template. */
  const open: ('{' | '`')[] = [];
  let at = 0;
  for (;;) {
    const token = open.at(-1) === '`' ? templateToken : codeToken;
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) return comments;
    const [word] = found;
    at = token.lastIndex;
    if (word.startsWith('/*') || (word.startsWith('//') && token === codeToken)) {
      comments.push({ at: found.index, text: word });
    } else if (word === '`' && token === templateToken) open.pop();
    else if (word === '`') open.push('`');
    else if (word === '{' || word === '${') open.push('{');
    else if (word === '}') open.pop();
  }
}

/** Returns the comments of an SQL file; those in the bodies of functions, too. */
export function sqlComments(text: string): Comment[] {
  return [...text.matchAll(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:''|[^'])*'/g)]
    .map(({ index, 0: word }) => ({ at: index, text: word }))
    .filter((comment) => !comment.text.startsWith("'"));
}
