// What may be said to an order from outside can be said through the API: else its rule can never be used.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { externalMessages } from '../../domain/order/messages.ts';

const api = fileURLToPath(new URL('../../api', import.meta.url));
/** Only asks whether a message would be refused, and sends none. */
const asksOnly = 'messages/allowed-actions.ts';

test('the API sends every message that callers outside may send', () => {
  const sent = readdirSync(api, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && file !== asksOnly)
    .flatMap((file) => [...readFileSync(join(api, file), 'utf8').matchAll(/\bname(?::| =) [^,\n]*/g)])
    .flatMap(([text]) => [...text.matchAll(/'(\w+)'/g)].map(([, name]) => name));
  expect(Object.keys(externalMessages).filter((name) => !sent.includes(name))).toEqual([]);
});
