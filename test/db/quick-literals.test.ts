import { PostgreSqlPlatform } from '@mikro-orm/postgresql';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { literal } from '../../db/quick-literals.ts';

const text = fc.oneof(fc.string({ unit: 'grapheme' }), fc.array(fc.constantFrom("'", '\\', '"', '?', '$1', '--', '\n', 'E', 'é', '😀'), { maxLength: 20 }).map((parts) => parts.join('')));

test("a quick literal is, to the letter, the ORM's own", () => {
  const platform = new PostgreSqlPlatform();
  fc.assert(fc.property(text, (value) => { expect(literal(value)).toBe(platform.escape(value)); }));
});
