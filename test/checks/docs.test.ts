// The documents name files that exist, the README is short, and each link leads somewhere.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = new URL('../../', import.meta.url).pathname;
const pages = ['README.md', ...globSync('docs/**/*.md', { cwd: root })];
const text = (page: string): string => readFileSync(join(root, page), 'utf8');
const rooms = 'domain|workflows|activities|api|worker|db|calendar|auth|sandbox|scripts|test';
const path = new RegExp('`((?:' + rooms + ')/[\\w./-]*)`', 'g');

test.each(pages)('%s names only files that exist', (page) => {
  const named = [...text(page).matchAll(path)].map((m) => m[1] ?? '');
  expect(named.filter((file) => !existsSync(join(root, file)) && !existsSync(join(root, `${file}.test.ts`)))).toEqual(
    [],
  );
});

test.each(pages)('%s links only to pages that exist', (page) => {
  const links = [...text(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map((m) => join(root, dirname(page), m[1] ?? ''));
  expect(links.filter((link) => !existsSync(link))).toEqual([]);
});

test('the README can be read in three minutes: at most 6 KB', () => {
  expect(Buffer.byteLength(text('README.md'))).toBeLessThanOrEqual(6 * 1024);
});

test('a decision has a number of its own, and no number is missing', () => {
  const numbers = globSync('docs/decisions/*.md', { cwd: root })
    .map((file) => Number(file.match(/(\d{4})-/)?.[1]))
    .toSorted((a, b) => a - b);
  expect(numbers).toEqual(numbers.map((_, i) => i + 1));
});
